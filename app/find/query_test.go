package find_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/find"
)

func TestParse(t *testing.T) {
	all := find.Query{
		Words: "perawat lansia", Exact: true, Countries: []string{"JP", "KR"}, Sectors: []string{"perawatan-lansia"}, Schemes: []app.Scheme{app.GToG, app.SSW},
		Languages: []string{"JLPT N4", find.NoLanguage}, Education: app.SLTA, Salary: 15, Sex: app.Female, Deadline: 7, Free: true, Fits: true, Sort: find.BestPaid, Page: 3,
	}
	tests := map[string]struct {
		query string
		want  find.Query
		text  string // the normal form
	}{
		"nothing":             {"", find.Query{Page: 1}, ""},
		"everything":          {all.String(), all, all.String()},
		"order does not tell": {"negara=KR&negara=jp&negara=KR", find.Query{Countries: []string{"JP", "KR"}, Page: 1}, "negara=JP&negara=KR"},
		"spaces":              {"q=++perawat%09+lansia+", find.Query{Words: "perawat lansia", Page: 1}, "q=perawat+lansia"},
		"usual order":         {"urut=baru", find.Query{Page: 1}, ""},
		"newest of words":     {"q=las&urut=baru", find.Query{Words: "las", Sort: find.Newest, Page: 1}, "q=las&urut=baru"},
		"relevance of words":  {"q=las&urut=terkait", find.Query{Words: "las", Page: 1}, "q=las"},
		"relevance of none":   {"urut=terkait", find.Query{Page: 1}, ""},
		"exactly nothing":     {"persis=1", find.Query{Page: 1}, ""},
		"nonsense":            {"negara=Jepang&negara=&sektor=A%20B&skema=x&pendidikan=tk&gaji=7&jk=x&batas=8&gratis=ya&urut=acak&hal=-4&lain=1", find.Query{Page: 1}, ""},
		"broken":              {"q=%ff%00%zz&negara=JP", find.Query{Countries: []string{"JP"}, Page: 1}, "negara=JP"},
		"last page":           {"hal=99999999999999999999", find.Query{Page: 1<<63 - 1}, "hal=9223372036854775807"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := find.ParseString(tt.query)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s\n got %+v\nwant %+v", tt.query, got, tt.want)
			}
			if got.String() != tt.text {
				t.Errorf("normal form %q, want %q", got.String(), tt.text)
			}
		})
	}
}

func TestBut(t *testing.T) {
	q := find.Query{Words: "las", Exact: true, Countries: []string{"JP", "KR"}, Sort: find.Newest, Page: 4}
	without := q.But(func(q *find.Query) { q.Words, q.Countries[0] = "", "DE" })
	if without.String() != "negara=DE&negara=KR" {
		t.Errorf("without words: %s", without)
	}
	if q.String() != "hal=4&negara=JP&negara=KR&persis=1&q=las&urut=baru" {
		t.Errorf("the query itself became %s", q)
	}
	if !q.Narrows() || (find.Query{Sort: find.BestPaid, Page: 2}).Narrows() {
		t.Error("order and page narrow nothing, words do")
	}
}

// Whatever stands in an address is read, and read back the same.
func FuzzParse(f *testing.F) {
	f.Add("q=perawat&negara=JP&skema=ssw&hal=2")
	f.Add("q=%F0%9F%91%A9%E2%80%8D%E2%9A%95&negara=%00&urut=gaji")
	f.Add("bahasa=" + strings.Repeat("%E2%80%A8", 100) + "&bahasa=tanpa&gaji=5")
	f.Fuzz(func(t *testing.T, text string) {
		q := find.ParseString(text)
		again := find.ParseString(q.String())
		if !reflect.DeepEqual(q, again) {
			t.Errorf("%q: %+v became %+v", text, q, again)
		}
		if n := len([]rune(q.Words)); n > find.MaxWords {
			t.Errorf("%d characters", n)
		}
		v := url.Values{"q": {text}, "bahasa": {text}, "negara": {text}, "sektor": {text}}
		if q = find.Parse(v); q.String() != find.ParseString(q.String()).String() {
			t.Errorf("%q is not stable: %s", text, q)
		}
	})
}
