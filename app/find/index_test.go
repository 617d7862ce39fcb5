package find_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/find"
)

var now = time.Date(2026, 11, 24, 20, 0, 0, 0, app.Jakarta)

// shelf holds four jobs; the first is the newest.
func shelf() *find.Index {
	day := func(n int) time.Time { return time.Date(2026, 11, 24+n, 0, 0, 0, 0, time.UTC) }
	return find.NewIndex([]find.Job{
		{ID: 1, Country: "MY", Sector: "pertanian", Scheme: app.PToP, Education: app.NoSchool, Men: true, Women: true, ClosesOn: day(5), PublishedAt: now.Add(-1 * time.Hour)},
		{ID: 2, Country: "DE", Sector: "keperawatan", Scheme: app.GToG, LanguageTest: "CEFR", LanguageLevel: "B1", Education: app.Diploma, Men: true, Women: true,
			Salary: 52_000_000, Free: true, ClosesOn: day(40), PublishedAt: now.Add(-2 * time.Hour)},
		{ID: 3, Country: "KR", Sector: "manufaktur", Scheme: app.GToG, LanguageTest: "EPS-TOPIK", Education: app.SLTP, Men: true,
			Salary: 30_000_000, ClosesOn: day(0), PublishedAt: now.Add(-3 * time.Hour)},
		{ID: 4, Country: "JP", Sector: "keperawatan", Scheme: app.SSW, LanguageTest: "JLPT", LanguageLevel: "N4", LanguageOrTest: "JFT-Basic", LanguageOrLevel: "A2",
			Education: app.SLTA, Women: true, Salary: 19_900_000, Free: true, ClosesOn: day(20), PublishedAt: now.Add(-4 * time.Hour)},
	}, now)
}

func ids(r find.Result) string {
	out := make([]string, len(r.IDs))
	for i, id := range r.IDs {
		out[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(out, " ")
}

func TestSearch(t *testing.T) {
	x := shelf()
	tests := map[string]struct {
		query string
		want  string
	}{
		"all":                  {"", "1 2 3 4"},
		"country":              {"negara=KR", "3"},
		"two countries":        {"negara=JP&negara=KR", "3 4"},
		"country without jobs": {"negara=TW", ""},
		"sector":               {"sektor=keperawatan", "2 4"},
		"schemes":              {"skema=g_to_g&skema=ssw", "2 3 4"},
		"language":             {"bahasa=JLPT+N4", "4"},
		"language instead":     {"bahasa=JFT-Basic+A2", "4"},
		"language, no level":   {"bahasa=EPS-TOPIK", "3"},
		"no language":          {"bahasa=tanpa", "1"},
		"no language or this":  {"bahasa=tanpa&bahasa=CEFR+B1", "1 2"},
		"no school":            {"pendidikan=none", "1"},
		"sltp":                 {"pendidikan=sltp", "1 3"},
		"master":               {"pendidikan=master", "1 2 3 4"},
		"salary just missed":   {"gaji=20", "2 3"},
		"salary reached":       {"gaji=30", "2 3"},
		"women":                {"jk=p", "1 2 4"},
		"men":                  {"jk=l", "1 2 3"},
		"within a week":        {"batas=7", "1 3"},
		"within a month":       {"batas=30", "1 3 4"},
		"free":                 {"gratis=1", "2 4"},
		"several":              {"gratis=1&jk=p&sektor=keperawatan&negara=JP&batas=30", "4"},
		"best paid":            {"urut=gaji", "2 3 4 1"},
		"closing first":        {"urut=tutup", "3 1 4 2"},
		"filter and order":     {"urut=tutup&sektor=keperawatan", "4 2"},
		"beyond the last page": {"hal=1000000000", "1 2 3 4"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for range 2 { // the second time from memory
				r := x.Search(find.ParseString(tt.query), nil, 20)
				if got := ids(r); got != tt.want || r.Total != len(r.IDs) || r.Page != 1 {
					t.Errorf("found %q, %d in all, page %d; want %q", got, r.Total, r.Page, tt.want)
				}
			}
		})
	}
}

func TestPages(t *testing.T) {
	x := shelf()
	for page, want := range map[int]string{0: "1 2 3", 1: "1 2 3", 2: "4", 3: "4", 1 << 60: "4"} {
		r := x.Search(find.Query{Page: page}, nil, 3)
		if ids(r) != want || r.Total != 4 {
			t.Errorf("page %d: %q of %d", page, ids(r), r.Total)
		}
	}
	if r := find.NewIndex(nil, now).Search(find.Query{Page: 9}, nil, 20); r.Total != 0 || r.Page != 1 || len(r.IDs) != 0 {
		t.Errorf("nothing: %+v", r)
	}
}

func TestRelevance(t *testing.T) {
	x := shelf()
	m := &find.Matches{IDs: []int64{4, 3, 1, 99}, Title: []int64{4, 3}}
	for query, want := range map[string]string{
		"q=kaigo": "3 4 1", "q=kaigo&urut=baru": "1 3 4", "q=kaigo&urut=gaji": "3 4 1", "q=kaigo&jk=p": "4 1", "q=kaigo&negara=DE": "",
	} {
		if r := x.Search(find.ParseString(query), m, 20); ids(r) != want {
			t.Errorf("%s: %q, want %q", query, ids(r), want)
		}
	}
	calls := 0
	f := &find.Found{Of: map[find.Kind]*find.Matches{find.JobKind: m}}
	look := func(text string, exact bool) (*find.Found, error) {
		calls++
		if text == "gagal" && calls == 2 {
			return nil, app.ErrBusy
		}
		return f, nil
	}
	for _, query := range []string{"q=kaigo", "q=kaigo&negara=JP", "q=kaigo&hal=2"} {
		if got, err := x.Found(find.ParseString(query), look); err != nil || got != f {
			t.Fatal(got, err)
		}
	}
	if calls != 1 {
		t.Errorf("looked %d times", calls)
	}
	if _, err := x.Found(find.Query{Words: "gagal"}, look); err == nil {
		t.Error("the failure is lost")
	}
	if got, err := x.Found(find.Query{Words: "gagal"}, look); err != nil || got != f {
		t.Error("a failure is remembered")
	}
	if got, err := x.Found(find.Query{Countries: []string{"JP"}}, look); got != nil || err != nil || got.Matches(find.JobKind) != nil {
		t.Error("found without words")
	}
	if got := m.First(2); !slices.Equal(got, []int64{4, 3}) {
		t.Errorf("first: %v", got)
	}
}

func TestSearchAmong(t *testing.T) {
	x := shelf()
	r := x.SearchAmong(find.ParseString("jk=p"), nil, 20, func(j *find.Job) bool { return j.AgeMax == 0 && j.Country != "DE" })
	if ids(r) != "1 4" {
		t.Errorf("found %q", ids(r))
	}
	if r = x.Search(find.ParseString("jk=p"), nil, 20); ids(r) != "1 2 4" {
		t.Errorf("the choice was remembered: %q", ids(r))
	}
	if x.Job(3).Country != "KR" || x.Job(5) != nil || x.Len() != 4 || x.Jobs()[0].ID != 1 {
		t.Error("jobs of the index")
	}
}

// Counts are what a search finds when that value alone is chosen in its
// facet. Any query over any jobs must agree with asking for each.
func TestCountsAgreeWithSearches(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(values ...string) string { return values[r.IntN(len(values))] }
	jobs := make([]find.Job, 300)
	for i := range jobs {
		jobs[i] = find.Job{
			ID: int64(i + 1), Country: pick("JP", "KR", "TW", "DE"), Sector: pick("las", "kapal", "hotel"), Scheme: app.Schemes()[r.IntN(6)],
			Education: app.Educations()[r.IntN(7)], Men: r.IntN(4) > 0, Women: r.IntN(4) > 0, Salary: int64(r.IntN(40)) * 1_000_000, Free: r.IntN(2) == 0,
			ClosesOn: now.AddDate(0, 0, r.IntN(60)), PublishedAt: now.Add(-time.Duration(r.IntN(1000)) * time.Minute),
		}
		switch r.IntN(4) {
		case 0:
			jobs[i].LanguageTest, jobs[i].LanguageLevel = "JLPT", pick("N3", "N4")
			jobs[i].LanguageOrTest, jobs[i].LanguageOrLevel = "JFT-Basic", "A2"
		case 1:
			jobs[i].LanguageTest = "EPS-TOPIK"
		}
	}
	naive := slices.Clone(jobs)
	x := find.NewIndex(jobs, now)
	names := map[find.Facet]string{
		find.ByCountry: "negara", find.BySector: "sektor", find.ByScheme: "skema", find.ByLanguage: "bahasa", find.ByEducation: "pendidikan",
		find.BySalary: "gaji", find.BySex: "jk", find.ByDeadline: "batas", find.ByCost: "gratis",
	}
	for range 60 {
		var m *find.Matches
		v := find.Query{}.Values()
		for f, name := range names {
			if counts := ptr(x.Search(find.Query{}, nil, 1)).Counts(f); r.IntN(3) == 0 {
				v.Add(name, counts[r.IntN(len(counts))].Value)
			}
		}
		if r.IntN(2) == 0 {
			v.Set("q", fmt.Sprint(r.Int64()))
			m = &find.Matches{}
			for i := range naive {
				if r.IntN(2) == 0 {
					m.IDs = append(m.IDs, naive[i].ID)
				}
			}
		}
		got := x.Search(find.Parse(v), m, 1000)
		want := 0
		for i := range naive {
			if (m == nil || slices.Contains(m.IDs, naive[i].ID)) && passes(&naive[i], find.Parse(v)) {
				want++
			}
		}
		if got.Total != want {
			t.Fatalf("%s: %d jobs, want %d", v.Encode(), got.Total, want)
		}
		for f, name := range names {
			for _, count := range got.Counts(f) {
				alone := find.Parse(v).Values()
				alone[name] = []string{count.Value}
				if n := x.SearchAmong(find.Parse(alone), m, 1, func(*find.Job) bool { return true }).Total; n != count.Jobs {
					t.Fatalf("%s: %s=%s says %d, holds %d", v.Encode(), name, count.Value, count.Jobs, n)
				}
			}
		}
	}
}

func ptr(r find.Result) *find.Result { return &r }

// passes is the meaning of a query, one job at a time.
func passes(j *find.Job, q find.Query) bool {
	in := func(values []string, v string) bool { return len(values) == 0 || slices.Contains(values, v) }
	language := len(q.Languages) == 0 || j.LanguageTest == "" && slices.Contains(q.Languages, "tanpa")
	for _, name := range j.Languages() {
		language = language || slices.Contains(q.Languages, name)
	}
	days := int(app.Day(j.ClosesOn).Sub(app.Day(now)).Hours()) / 24
	return in(q.Countries, j.Country) && in(q.Sectors, j.Sector) && (len(q.Schemes) == 0 || slices.Contains(q.Schemes, j.Scheme)) && language &&
		(q.Education == "" || j.Education.Rank() <= q.Education.Rank()) && j.Salary >= int64(q.Salary)*1_000_000 &&
		(q.Sex == "" || q.Sex == app.Male && j.Men || q.Sex == app.Female && j.Women) &&
		(q.Deadline == 0 || days <= q.Deadline) && (!q.Free || j.Free)
}

func TestMemoryIsBounded(t *testing.T) {
	jobs := make([]find.Job, 3000)
	for i := range jobs {
		jobs[i] = find.Job{ID: int64(i), Country: "JP", Men: true, ClosesOn: now, PublishedAt: now}
	}
	x := find.NewIndex(jobs, now)
	m := &find.Matches{IDs: []int64{1, 2, 3}}
	for i := range 3000 { // far more than is remembered
		if r := x.Search(find.Query{Words: strconv.Itoa(i), Countries: []string{"JP"}}, m, 20); r.Total != 3 {
			t.Fatalf("%d: %d", i, r.Total)
		}
	}
	if r := x.Search(find.Query{Words: "0"}, m, 20); ids(r) != "3 2 1" {
		t.Errorf("the first one is answered %q", ids(r))
	}
}

func BenchmarkSearch(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	jobs := make([]find.Job, 100_000)
	for i := range jobs {
		jobs[i] = find.Job{ID: int64(i), Country: []string{"JP", "KR", "TW"}[r.IntN(3)], Education: app.SLTA, Sector: "las", Men: true,
			Salary: int64(r.IntN(40)) * 1_000_000, ClosesOn: now.AddDate(0, 0, r.IntN(60)), PublishedAt: now.Add(-time.Duration(i) * time.Minute)}
	}
	x := find.NewIndex(jobs, now)
	q := find.ParseString("negara=JP&pendidikan=slta&gaji=10")
	for b.Loop() {
		x.SearchAmong(q, nil, 20, func(*find.Job) bool { return true })
	}
}
