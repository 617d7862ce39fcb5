package find

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// leastBeginning is how many letters tell a beginning apart.
const leastBeginning = 2

// maxBeginnings is how many words one beginning may stand for.
const maxBeginnings = 200

// beginningWith returns the words of names that begin so.
func (t *Texts) beginningWith(beginning string) []string {
	if utf8.RuneCountInString(beginning) < leastBeginning {
		return nil
	}
	from := sort.SearchStrings(t.sorted, beginning)
	to := from
	for to < len(t.sorted) && to-from < maxBeginnings && strings.HasPrefix(t.sorted[to], beginning) {
		to++
	}
	return t.sorted[from:to]
}

// correct replaces the words that no document holds by the nearest that some
// do. A last word that begins a known one is left as it is.
func (t *Texts) correct(typed []string, terms []term, l *Lexicon, stems map[string][]string) (words []string, changed bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	words = slices.Clone(typed)
	synonyms := l.words()
	for i, term := range terms {
		w := term.typed[0]
		if len(term.alternatives) > 1 || synonyms[w] || t.holds(w, stems[w]) || i == len(terms)-1 && len(t.beginningWith(w)) > 0 {
			continue
		}
		if near := t.nearest(w, synonyms); near != "" {
			for j := range words {
				if words[j] == w {
					words[j], changed = near, true
				}
			}
		}
	}
	return words, changed
}

func (t *Texts) holds(word string, stems []string) bool {
	return len(t.names[word]) > 0 || slices.ContainsFunc(stems, func(s string) bool { return len(t.body[s]) > 0 })
}

// nearest returns the known word that somebody who typed w most likely meant:
// the fewest slips away, and of those the most frequent. It is empty when
// every word is too far.
func (t *Texts) nearest(w string, synonyms map[string]bool) string {
	typed := []rune(w)
	allowed := 0
	switch n := len(typed); {
	case n >= 7:
		allowed = 2
	case n >= 3:
		allowed = 1
	}
	best, slips, often := "", allowed+1, 0
	consider := func(word string, documents int) {
		if d := len(word) - len(w); d > 4*allowed || -d > 4*allowed { // in bytes, before anything is decoded
			return
		}
		n := distance(typed, []rune(word), slips)
		if n < slips || n == slips && n <= allowed && documents > often {
			best, slips, often = word, n, documents
		}
	}
	if allowed == 0 {
		return ""
	}
	for _, word := range t.sorted {
		consider(word, len(t.names[word]))
	}
	for _, word := range slices.Sorted(maps.Keys(synonyms)) {
		consider(word, 0)
	}
	return best
}

// distance counts the slips that turn a into b: a letter left out, added,
// exchanged, or two neighbours swapped (optimal string alignment). It stops
// counting beyond limit.
func distance(a, b []rune, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
