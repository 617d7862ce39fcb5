package find

import (
	"errors"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gerbang/app"
)

// Sort is the order of a list of jobs.
type Sort string

// The orders of a list of jobs, as addresses name them.
const (
	Relevance    Sort = "terkait" // jobs with the words in their title first; needs words
	Newest       Sort = "baru"
	BestPaid     Sort = "gaji" // by the estimate in rupiah, which alone compares currencies
	ClosingFirst Sort = "tutup"
)

// NoLanguage is the language of jobs that ask for none.
const NoLanguage = "tanpa"

// Limits of a query: more is not an address somebody made with the site.
const (
	MaxWords  = 100 // characters
	maxValues = 20  // of one filter
	maxValue  = 80  // characters of one value
)

// Salaries are the least monthly salaries that can be asked for, in millions of rupiah.
func Salaries() []int { return []int{5, 8, 10, 15, 20, 25, 30} }

// Deadlines are the numbers of days within which a job can be asked to close.
func Deadlines() []int { return []int{7, 30} }

// Query is what somebody looks for among the public jobs, in its normal form:
// two addresses that mean the same give the same query. Several values of one
// filter mean any of them; all filters must be met. The zero value lets every
// job through.
type Query struct {
	Words     string // as typed, on one line
	Exact     bool   // no word is replaced by a likelier one
	Countries []string
	Sectors   []string
	Schemes   []app.Scheme
	Languages []string      // names of language levels, or NoLanguage
	Education app.Education // what somebody has: jobs that ask for no more
	Salary    int           // at least so many millions of rupiah a month, one of Salaries
	Sex       app.Sex       // jobs with places for it
	Deadline  int           // closes within so many days, one of Deadlines
	Free      bool          // the worker bears no cost
	Fits      bool          // only jobs that suit whoever is signed in; an index alone cannot tell
	Sort      Sort          // empty for the usual one, see Order
	Page      int           // from 1; 0 is the first too
}

var (
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	sectorForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// Values of the sex, as identity cards write it.
var sexes = map[string]app.Sex{"l": app.Male, "p": app.Female}

// Parse reads the query of an address and leaves out whatever means nothing.
// It accepts every string there is.
func Parse(v url.Values) Query {
	q := Query{
		Words:     Clean(v.Get("q"), MaxWords),
		Countries: several(v["negara"], strings.ToUpper, countryForm.MatchString),
		Sectors:   several(v["sektor"], strings.ToLower, sectorForm.MatchString),
		Languages: several(v["bahasa"], func(s string) string { return Clean(s, maxValue) }, nil),
		Sex:       sexes[v.Get("jk")],
		Free:      v.Get("gratis") == "1",
		Fits:      v.Get("cocok") == "1",
		Salary:    oneOf(Salaries(), v.Get("gaji")),
		Deadline:  oneOf(Deadlines(), v.Get("batas")),
		Page:      PageNumber(v.Get("hal")),
	}
	q.Exact = q.Words != "" && v.Get("persis") == "1"
	for _, s := range app.Schemes() {
		if slices.Contains(v["skema"], string(s)) {
			q.Schemes = append(q.Schemes, s)
		}
	}
	if e := app.Education(v.Get("pendidikan")); e.Rank() >= 0 {
		q.Education = e
	}
	switch s := Sort(v.Get("urut")); s {
	case Relevance, Newest, BestPaid, ClosingFirst:
		q.Sort = s
	}
	if q.Sort == q.usual() || q.Sort == Relevance {
		q.Sort = ""
	}
	return q
}

// ParseString reads the query of an address as it stands there.
func ParseString(query string) Query {
	v, _ := url.ParseQuery(query) // what can be read of it
	return Parse(v)
}

func (q Query) usual() Sort {
	if q.Words != "" {
		return Relevance
	}
	return Newest
}

// Order is the order in force: by relevance when there are words, else the
// newest first, unless another one is asked for.
func (q Query) Order() Sort {
	if q.Sort == "" || q.Sort == Relevance {
		return q.usual()
	}
	return q.Sort
}

// Values returns the query as that of an address. Parse reads it back.
func (q Query) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	number := func(name string, n int) {
		if n != 0 {
			v.Set(name, strconv.Itoa(n))
		}
	}
	flag := func(name string, on bool) {
		if on {
			v.Set(name, "1")
		}
	}
	all := func(name string, values []string) {
		if len(values) > 0 {
			v[name] = slices.Clone(values)
		}
	}
	set("q", q.Words)
	flag("persis", q.Exact)
	all("negara", q.Countries)
	all("sektor", q.Sectors)
	for _, s := range q.Schemes {
		v.Add("skema", string(s))
	}
	all("bahasa", q.Languages)
	set("pendidikan", string(q.Education))
	number("gaji", q.Salary)
	for name, sex := range sexes {
		if sex == q.Sex {
			v.Set("jk", name)
		}
	}
	number("batas", q.Deadline)
	flag("gratis", q.Free)
	flag("cocok", q.Fits)
	if q.Order() != q.usual() {
		set("urut", string(q.Sort))
	}
	if q.Page > 1 {
		number("hal", q.Page)
	}
	return v
}

// String returns the query as it stands in an address, always the same for
// the same query.
func (q Query) String() string { return q.Values().Encode() }

// But returns the query with one change, back on its first page.
func (q Query) But(change func(*Query)) Query {
	q.Countries, q.Sectors = slices.Clone(q.Countries), slices.Clone(q.Sectors)
	q.Schemes, q.Languages = slices.Clone(q.Schemes), slices.Clone(q.Languages)
	q.Page = 1
	change(&q)
	q.Exact = q.Exact && q.Words != ""
	if q.Sort == q.usual() {
		q.Sort = ""
	}
	return q
}

// Narrows reports whether the query asks for anything at all, leaving out
// order and page, and whom the jobs suit.
func (q Query) Narrows() bool {
	q.Sort, q.Page, q.Fits = "", 0, false
	return len(q.Values()) > 0
}

// Clean makes one line of what a visitor typed: valid text without control
// characters, at most n characters long.
func Clean(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	for i := range s {
		if n--; n < 0 {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

// PageNumber reads the number of a page: at least 1, and 1 when it is none.
func PageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if errors.Is(err, strconv.ErrRange) && !strings.HasPrefix(s, "-") {
		return math.MaxInt
	}
	return max(n, 1)
}

// several returns the values of a filter that mean something, each once, in order.
func several(values []string, normal func(string) string, valid func(string) bool) []string {
	var out []string
	for _, v := range values {
		if len(v) > 4*maxValue {
			continue
		}
		if v = normal(v); v != "" && (valid == nil || valid(v)) {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), maxValues)]
}

func oneOf(values []int, s string) int {
	if n, err := strconv.Atoi(s); err == nil && slices.Contains(values, n) {
		return n
	}
	return 0
}
