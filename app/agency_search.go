package app

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hit is how what somebody typed stands to an agency. Swindlers use names
// that look like those of licensed companies, so only the very name or number
// is the company that was asked about; everything else is merely like it.
type Hit int

// The hits, from none to the very one.
const (
	NoHit Hit = iota
	NearHit
	PartHit // every word that was typed stands in the name, but the name says more
	ExactHit
)

// shortestName is the fewest letters and digits, legal form aside, that a
// search or a name needs: less finds everybody.
const shortestName = 3

// AgencyQuery is what somebody typed to find an agency.
type AgencyQuery struct {
	Name   string // in the form in which names are compared; may be empty
	Form   string // legal form that was typed: pt, cv …
	Number string // letters and digits only; empty when too few digits are in it
}

var (
	legalForm   = regexp.MustCompile(`^(p t|pt|c v|cv|perseroan terbatas|ud|lpk|yayasan|koperasi) `)
	legalTail   = regexp.MustCompile(` (tbk|persero|pt)$`)
	numberLabel = regexp.MustCompile(`^(sip3mi|siup|no|nomor|number|nr)+`)
)

// ParseAgencyQuery reads what was typed.
func ParseAgencyQuery(typed string) AgencyQuery {
	var q AgencyQuery
	q.Form, q.Name = splitForm(typed)
	number := PlainNumber(typed)
	if digits(number) >= shortestName {
		q.Number = number
	}
	if utf8.RuneCountInString(strings.ReplaceAll(q.Name, " ", "")) < shortestName {
		q.Name = ""
	}
	return q
}

// TooShort reports whether too little was typed to look for.
func (q AgencyQuery) TooShort() bool { return q.Name == "" && q.Number == "" }

// PlainName returns a company's name in the form in which names are compared:
// small letters and digits, words apart by one space, without legal form.
func PlainName(name string) string {
	_, plain := splitForm(name)
	return plain
}

func splitForm(name string) (form, plain string) {
	words := strings.FieldsFunc(plainLetters.Replace(strings.ToLower(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	plain = strings.Join(words, " ")
	if m := legalForm.FindStringSubmatch(plain + " "); m != nil {
		form = strings.ReplaceAll(strings.ReplaceAll(m[1], " ", ""), "perseroanterbatas", "pt")
		plain = strings.TrimSpace((plain + " ")[len(m[0]):])
	}
	return form, legalTail.ReplaceAllString(plain, "")
}

// PlainNumber returns a licence number without what people put before it and
// between its letters and digits. The column agencies.search_number is made in
// the same way.
func PlainNumber(number string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(number))
	return numberLabel.ReplaceAllString(plain, "")
}

// OtherNames splits the former and trade names of an agency.
func OtherNames(lines string) []string {
	var out []string
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// AgencyHit is what a query has to do with one agency.
type AgencyHit struct {
	Hit      Hit
	As       string  // the former or trade name that was hit, when it is not the name itself
	ByNumber bool    // the number was hit
	Score    float64 // of a near hit: 1 is nearly the same, 0 has nothing in common
}

// Compare tells what the query has to do with the agency.
func (q AgencyQuery) Compare(a *Agency) AgencyHit {
	best := q.compareNumber(PlainNumber(a.SIP3MI))
	for i, name := range append([]string{a.Name}, OtherNames(a.FormerNames)...) {
		h := q.compareName(name)
		if i > 0 {
			h.As = name
		}
		if h.Hit > best.Hit || h.Hit == best.Hit && h.Score > best.Score {
			best = h
		}
	}
	return best
}

// compareNumber allows one wrong digit, or two in a number long enough to be
// recognised without them.
func (q AgencyQuery) compareNumber(number string) AgencyHit {
	if q.Number == "" || digits(number) < shortestName {
		return AgencyHit{}
	}
	if q.Number == number {
		return AgencyHit{Hit: ExactHit, ByNumber: true, Score: 1}
	}
	length := max(len(q.Number), len(number))
	allowed := 0
	switch {
	case length >= 7:
		allowed = 2
	case length >= 4:
		allowed = 1
	}
	if d := EditDistance(q.Number, number, allowed); d <= allowed {
		return AgencyHit{Hit: NearHit, ByNumber: true, Score: 1 - float64(d)/float64(length)}
	}
	if len(q.Number) >= 4 && strings.HasPrefix(number, q.Number) {
		return AgencyHit{Hit: NearHit, ByNumber: true, Score: .5}
	}
	return AgencyHit{}
}

// nearEnough is the part of what was typed that must stand in a name.
const nearEnough = .6

func (q AgencyQuery) compareName(name string) AgencyHit {
	form, plain := splitForm(name)
	if q.Name == "" || plain == "" {
		return AgencyHit{}
	}
	if q.Name == plain {
		// A company of another legal form is another company.
		if q.Form == "" || form == "" || q.Form == form {
			return AgencyHit{Hit: ExactHit, Score: 1}
		}
		return AgencyHit{Hit: NearHit, Score: 1}
	}
	asked, words := strings.Fields(q.Name), strings.Fields(plain)
	starts := func(w string) bool {
		return slices.ContainsFunc(words, func(have string) bool { return strings.HasPrefix(have, w) })
	}
	if !slices.ContainsFunc(asked, func(w string) bool { return !starts(w) }) {
		return AgencyHit{Hit: PartHit, Score: float64(len(q.Name)) / float64(len(plain)+1)}
	}
	score := max(likeWords(asked, words), likeWhole(strings.Join(asked, ""), strings.Join(words, "")))
	if score < nearEnough {
		return AgencyHit{}
	}
	return AgencyHit{Hit: NearHit, Score: score}
}

// likeWords returns how much of the letters that were asked for stand in
// words that are the same but for slips, in any order. Two words of the name
// may have been written as one.
func likeWords(asked, words []string) float64 {
	for i := range len(words) - 1 {
		words = append(words, words[i]+words[i+1])
	}
	like, all := 0.0, 0
	for _, w := range asked {
		all += len(w)
		best := 0.0
		for _, have := range words {
			if d := EditDistance(w, have, slips(w)); d <= slips(w) {
				best = max(best, float64(len(w))-float64(d))
			}
		}
		like += best
	}
	return like / float64(all)
}

// likeWhole compares names written without spaces, for words that were joined
// or torn apart.
func likeWhole(asked, name string) float64 {
	length := max(len(asked), len(name))
	allowed := length / 5
	if d := EditDistance(asked, name, allowed); d <= allowed {
		return 1 - float64(d)/float64(length)
	}
	return 0
}

// slips is how many typing errors a word may have and still be recognised.
func slips(word string) int {
	switch n := len(word); {
	case n >= 7:
		return 2
	case n >= 4:
		return 1
	}
	return 0
}

// EditDistance counts the letters to add, drop, replace or swap with their
// neighbour to make one word of the other. Above most it returns most + 1.
func EditDistance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], most+1)
}
