package find_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gerbang/app/find"
)

// stems knows a few words, as the database would; all others are their own stem.
func stems(words []string) (map[string][]string, error) {
	known := map[string]string{"perawatan": "awat", "perawat": "awat", "pengelasan": "elas", "caregivers": "caregiver"}
	out := map[string][]string{}
	for _, w := range words {
		out[w] = []string{w}
		if s := known[w]; s != "" {
			out[w] = append(out[w], s)
		}
	}
	return out, nil
}

func lexicon() *find.Lexicon {
	return find.NewLexicon([]string{"lowongan", "Kerja", "di"}, [][]string{
		{"kaigo", "caregiver", "perawat lansia", "Perawat Orang Tua"}, {"las", "welder", "tukang las"}, {"jepang", "japan"}, {"g to g", "antar pemerintah"},
	})
}

// texts holds documents as the database makes them.
func texts() *find.Texts {
	t := find.NewTexts()
	t.Add([]find.Document{
		{Kind: find.JobKind, ID: 1, Title: "kaigo", Names: "kaigo osaka jepang japan", Body: "kaigo osaka jepang japan asrama", Version: 1},
		{Kind: find.JobKind, ID: 2, Title: "awat lansia", Names: "perawat lansia taipei taiwan", Body: "awat lansia perawat taipei taiwan", Version: 1},
		{Kind: find.JobKind, ID: 3, Title: "tukang las", Names: "tukang las kapal ulsan korea", Body: "tukang las kapal ulsan korea jepang", Version: 1},
		{Kind: find.CourseKind, ID: 1, Title: "bahasa jepang", Names: "bahasa jepang dasar", Body: "bahasa jepang dasar", Version: 1},
		{Kind: find.AgencyKind, ID: 7, Title: "bahtera karya", Names: "bahtera karya", Body: "bahtera karya", Version: 1},
	})
	return t
}

func shown(f *find.Found) string {
	var out []string
	for kind, m := range f.Of {
		for _, id := range m.IDs {
			s := string(kind) + strconv.FormatInt(id, 10)
			if slices.Contains(m.Title, id) {
				s += "!"
			}
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestTexts(t *testing.T) {
	x := texts()
	tests := []struct {
		text    string
		want    string // "!" where the title holds it
		instead string
		partly  bool
	}{
		{text: "kaigo", want: "job1! job2!"},
		{text: "Caregiver", want: "job1! job2!"},
		{text: "perawat lansia", want: "job1! job2!"},
		{text: "lowongan kerja perawat orang tua di jepang", want: "job1"},
		{text: "perawatan", want: "job2!"},
		{text: "welder korea", want: "job3"},
		{text: "jepang", want: "course1! job1 job3"},
		{text: "taiwan perawat", want: "job2"},
		{text: "asrama", want: "job1"},
		{text: "BAHTERA", want: "agency7!"},
		// Beginnings, of the last word only.
		{text: "kaig", want: "job1"},
		{text: "perawat tai", want: "job2"},
		{text: "k", want: ""},
		// Slips.
		{text: "jpang", want: "course1! job1 job3", instead: "jepang"},
		{text: "perawt lansia", want: "job1! job2!", instead: "perawat lansia"},
		{text: "caregivre", want: "job1! job2!", instead: "caregiver"},
		{text: "tukang lsa ulsan", want: "job3", instead: "tukang las ulsan"},
		{text: "dokter gigi", want: ""},
		// Not everything anywhere.
		{text: "perawat kapal korea", want: "job3", partly: true},
		{text: "zzzzzzz jepang", want: "course1! job1 job3", partly: true},
	}
	for _, tt := range tests {
		f, err := x.Find(tt.text, false, lexicon(), stems)
		if err != nil {
			t.Fatal(err)
		}
		if shown(f) != tt.want || f.Instead != tt.instead || f.Partly != tt.partly || f.Blank {
			t.Errorf("%q: %q instead %q partly %v; want %q %q %v", tt.text, shown(f), f.Instead, f.Partly, tt.want, tt.instead, tt.partly)
		}
	}
	for _, blank := range []string{"", "lowongan kerja", "di", "?!", "👩‍⚕️"} {
		if f, _ := x.Find(blank, false, lexicon(), stems); !f.Blank || f.Matches(find.JobKind) != nil {
			t.Errorf("%q: %+v", blank, f)
		}
	}
	if f, _ := x.Find("jpang", true, lexicon(), stems); shown(f) != "" || f.Instead != "" || f.Matches(find.JobKind) == nil {
		t.Errorf("taken exactly: %+v", f)
	}
	if f, _ := x.Find("kaig", true, lexicon(), stems); shown(f) != "" {
		t.Errorf("taken exactly: %+v", f)
	}
}

func TestTextsChange(t *testing.T) {
	x := texts()
	find1 := func(text string) string {
		f, err := x.Find(text, true, lexicon(), stems)
		if err != nil {
			t.Fatal(err)
		}
		return shown(f)
	}
	x.Add([]find.Document{{Kind: find.JobKind, ID: 1, Title: "koki", Names: "koki", Body: "koki", Version: 2}})
	if find1("koki") != "job1!" || find1("kaigo") != "job2!" {
		t.Errorf("after the change: koki %q, kaigo %q", find1("koki"), find1("kaigo"))
	}
	for v := range 5000 {
		if x.Add([]find.Document{{Kind: find.JobKind, ID: 1, Title: "koki", Names: "koki", Body: "koki", Version: 2}}); x.Worn() {
			t.Fatal("the same version wears nothing")
		}
		x.Add([]find.Document{{Kind: find.JobKind, ID: 2, Title: "a" + strconv.Itoa(v), Version: uint64(v + 3)}})
		if x.Worn() {
			return
		}
		x.Add([]find.Document{{Kind: find.JobKind, ID: 1, Title: "koki", Names: "koki", Body: "koki", Version: 2}})
	}
	t.Error("never worn")
}

// Whatever is typed is answered.
func FuzzTexts(f *testing.F) {
	x, l := texts(), lexicon()
	for _, s := range []string{"perawat lansia", "G to G", "🙂'\":*&|!(", "\x00\xff", strings.Repeat("a ", 5000), strings.Repeat("é", 10000), "İstanbul ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, err := x.Find(text, false, l, stems)
		if err != nil {
			t.Fatal(err)
		}
		if found.Blank && len(found.Of) > 0 {
			t.Error("found something for nothing")
		}
	})
}

func BenchmarkTexts(b *testing.B) {
	x := find.NewTexts()
	docs := make([]find.Document, 100_000)
	for i := range docs {
		title := []string{"awat lansia", "operator produksi", "tukang las", "koki"}[i%4]
		docs[i] = find.Document{Kind: find.JobKind, ID: int64(i), Version: 1, Title: title, Names: fmt.Sprintf("%s kota%d", title, i%5000), Body: fmt.Sprintf("%s jepang kota%d", title, i%5000)}
	}
	x.Add(docs)
	l := lexicon()
	for text := range map[string]int{"jepang": 0, "perawat lansia jepang": 0, "prawat jpang": 0} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Find(text, false, l, stems); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
