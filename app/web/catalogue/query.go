package catalogue

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
)

// jobsPath is the list of jobs.
const jobsPath = "/lowongan"

// Limits of what is looked for: more words are not an address somebody typed.
const (
	maxQuery = 100 // characters
	maxWords = 6
	maxValue = 80   // characters of a filter's value
	maxPage  = 5000 // of a search by words, which cannot know its end beforehand
)

// jobsQuery is the address of the list of jobs, in its normal form.
type jobsQuery struct {
	q         string
	country   string
	sector    string
	schemes   []app.Scheme
	language  string // value of a language: "JLPT N4", or noLanguage
	education app.Education
	sort      postgres.JobSort
	page      int
	spoken    language // what language stands for
}

var jobSorts = []struct {
	param string // empty for the usual one
	sort  postgres.JobSort
}{{"", postgres.NewestFirst}, {"gaji", postgres.BestPaid}, {"tutup", postgres.ClosingFirst}}

// readJobsQuery reads the address and leaves out whatever means nothing.
func readJobsQuery(c *fiber.Ctx, x *jobIndex) (jobsQuery, error) {
	var in struct {
		Q         string   `query:"q"`
		Country   string   `query:"negara"`
		Sector    string   `query:"sektor"`
		Schemes   []string `query:"skema"`
		Language  string   `query:"bahasa"`
		Education string   `query:"pendidikan"`
		Sort      string   `query:"urut"`
		Page      string   `query:"hal"`
	}
	if err := web.Query(c, &in); err != nil {
		return jobsQuery{}, err
	}
	q := jobsQuery{
		q: clean(in.Q, maxQuery), sector: clean(in.Sector, maxValue), sort: postgres.NewestFirst, page: pageNumber(in.Page),
	}
	if code := strings.ToUpper(in.Country); x.countries[code].ISO2 != "" {
		q.country = code
	}
	for _, s := range app.Schemes() {
		if slices.Contains(in.Schemes, string(s)) {
			q.schemes = append(q.schemes, s)
		}
	}
	q.language = clean(in.Language, maxValue)
	q.spoken = x.language(q.language)
	if e := app.Education(in.Education); e.Rank() >= 0 {
		q.education = e
	}
	for _, s := range jobSorts {
		if in.Sort != "" && in.Sort == s.param {
			q.sort = s.sort
		}
	}
	return q, nil
}

// language returns what a value stands for. One that no public job asks for
// now is taken apart at its last space: "JLPT N1".
func (x *jobIndex) language(value string) language {
	if l, ok := x.languages[value]; ok {
		return l
	}
	if i := strings.LastIndexByte(value, ' '); i > 0 {
		return language{value[:i], value[i+1:]}
	}
	return language{test: value}
}

func (q *jobsQuery) words() []string {
	words := strings.Fields(q.q)
	return words[:min(len(words), maxWords)]
}

// filter returns what the database is asked for.
func (q *jobsQuery) filter() postgres.JobFilter {
	f := postgres.JobFilter{Words: q.words(), Country: q.country, Sector: q.sector, Schemes: q.schemes, Education: q.education}
	if q.language == noLanguage {
		f.NoLanguage = true
	} else if q.language != "" {
		f.Test, f.Level = q.spoken.test, q.spoken.level
	}
	return f
}

// admits reports whether jobs with the value pass this dimension of the filter.
func (q *jobsQuery) admits(d dimension, value string) bool {
	switch d {
	case byCountry:
		return q.country == "" || q.country == value
	case bySector:
		return q.sector == "" || q.sector == value
	case byScheme:
		return len(q.schemes) == 0 || slices.Contains(q.schemes, app.Scheme(value))
	case byLanguage:
		return q.language == "" || q.language == value
	default:
		return q.education == "" || app.Education(value).Rank() <= q.education.Rank()
	}
}

// values returns the query of the address in its normal form.
func (q *jobsQuery) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", q.q)
	set("negara", q.country)
	set("sektor", q.sector)
	for _, s := range q.schemes {
		v.Add("skema", string(s))
	}
	set("bahasa", q.language)
	set("pendidikan", string(q.education))
	for _, s := range jobSorts {
		if s.sort == q.sort {
			set("urut", s.param)
		}
	}
	if q.page > 1 {
		set("hal", strconv.Itoa(q.page))
	}
	return v
}

// but returns the query with one change, back on its first page.
func (q jobsQuery) but(change func(*jobsQuery)) url.Values {
	q.page = 1
	q.schemes = slices.Clone(q.schemes)
	change(&q)
	return q.values()
}
