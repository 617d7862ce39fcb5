package find

import (
	"slices"
	"strings"
	"unicode"
)

// Lexicon is what staff know about the words people search with.
type Lexicon struct {
	stops   map[string]bool
	phrases map[string][][]string // a phrase's words, joined by spaces → all phrases it stands for, itself among them
	longest int                   // words of the longest phrase
}

// NewLexicon returns the lexicon of the words that mean nothing in a search,
// such as "lowongan", and of groups of phrases that mean the same, such as
// "kaigo" and "perawat lansia".
func NewLexicon(stops []string, synonyms [][]string) *Lexicon {
	l := &Lexicon{stops: map[string]bool{}, phrases: map[string][][]string{}}
	for _, s := range stops {
		for _, w := range Words(s) {
			l.stops[w] = true
		}
	}
	for _, group := range synonyms {
		var all [][]string
		for _, phrase := range group {
			if words := Words(phrase); len(words) > 0 {
				all = append(all, words)
				l.longest = max(l.longest, len(words))
			}
		}
		for _, words := range all {
			key := strings.Join(words, " ")
			l.phrases[key] = append(l.phrases[key], all...)
		}
	}
	return l
}

// maxTerms is how many words of a text are looked for.
const maxTerms = 8

// maxLetters is the length from which letters of a word are left out.
const maxLetters = 40

// Words returns the words of a text in lower case: its runs of letters and digits.
func Words(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !wordy(r) && !unicode.Is(unicode.Mn, r) })
	words = slices.DeleteFunc(words, func(w string) bool { return !strings.ContainsFunc(w, wordy) })
	for i, w := range words {
		if r := []rune(w); len(r) > maxLetters {
			words[i] = string(r[:maxLetters])
		}
	}
	return words
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// term is one thing that is looked for: documents that hold all words of one
// of the alternatives have it.
type term struct {
	typed        []string
	alternatives [][]string
}

// terms reads a text: the longest phrases with synonyms first, then the words
// that mean something.
func (l *Lexicon) terms(words []string) []term {
	var out []term
	for i := 0; i < len(words) && len(out) < maxTerms; {
		n := min(l.longest, len(words)-i)
		for ; n > 0; n-- {
			if all, ok := l.phrases[strings.Join(words[i:i+n], " ")]; ok {
				out = append(out, term{words[i : i+n], all})
				break
			}
		}
		if n == 0 {
			n = 1
			if w := words[i]; !l.stops[w] {
				out = append(out, term{words[i : i+1], [][]string{{w}}})
			}
		}
		i += n
	}
	return out
}

// words returns every word that stands in a synonym.
func (l *Lexicon) words() map[string]bool {
	all := map[string]bool{}
	for phrase := range l.phrases {
		for w := range strings.FieldsSeq(phrase) {
			all[w] = true
		}
	}
	return all
}
