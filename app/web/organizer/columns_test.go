package organizer_test

import (
	"slices"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestAnswersAreColumnsAndFilters(t *testing.T) {
	w := newWorld(t)
	actor := &app.Actor{AccountID: w.panitia, Grants: []app.Grant{{Role: app.RolePanitia, EventID: w.fair}}}
	ask := func(q app.Question) *app.Question {
		t.Helper()
		q.EventID = w.fair
		saved, err := w.DB.SaveQuestion(t.Context(), actor, q, "")
		if err != nil {
			t.Fatal(err)
		}
		return &saved
	}
	where := ask(app.Question{Kind: app.ChoiceQuestion, Label: "Negara tujuan", LabelEN: "Destination", Choices: []app.Choice{{Code: "jepang", Label: "Jepang", LabelEN: "Japan"}, {Code: "korea", Label: "Korea", LabelEN: "Korea"}}})
	been := ask(app.Question{Kind: app.YesNoQuestion, Label: "Pernah bekerja di luar negeri?"})
	why := ask(app.Question{Kind: app.TextQuestion, Label: "Mengapa?"})
	err := w.DB.Bulk(t.Context(), func(b *postgres.Bulk) error {
		return b.Answers(t.Context(), []postgres.BulkAnswer{
			{RegistrationID: w.registrations[0], QuestionID: where.ID, Values: []string{"jepang"}},
			{RegistrationID: w.registrations[0], QuestionID: why.ID, Values: []string{"Gaji <b>"}},
			{RegistrationID: w.registrations[1], QuestionID: where.ID, Values: []string{"korea"}},
			{RegistrationID: w.registrations[1], QuestionID: been.ID, Values: []string{app.Yes}},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	c := w.SignIn(t, w.panitia)

	if usual := c.Get(list); usual.Doc.Find(".people td.answer").Length() != 0 || usual.Doc.Find("input[name=kolom][type=checkbox]").Length() != 8 {
		t.Error("answers stand in the list unasked, or cannot be chosen")
	}
	columns := "?kolom=sesi&kolom=" + where.Field() + "&kolom=" + why.Field()
	page := c.Get(list + columns + "&urut=daftar")
	if heads := texts(page, ".people thead th"); !slices.Equal(heads[1:], []string{"Nama", "Sesi", "Status", "Negara tujuan", "Mengapa?"}) {
		t.Errorf("heads %q", heads)
	}
	if cells := texts(page, ".people tbody tr:first-child td.answer"); !slices.Equal(cells, []string{"Jepang", "Gaji <b>"}) {
		t.Errorf("answers of the first: %q", cells)
	}
	if english := c.Get("/en" + list + columns + "&urut=daftar"); !slices.Equal(texts(english, ".people tbody tr:first-child td.answer"), []string{"Japan", "Gaji <b>"}) {
		t.Errorf("in English: %q", texts(english, ".people tbody tr:first-child td.answer"))
	}
	for _, selector := range []string{".tabs a", "thead th a"} {
		if href, _ := page.Doc.Find(selector).First().Attr("href"); !strings.Contains(href, "kolom="+where.Field()) {
			t.Errorf("%s forgets the columns: %s", selector, href)
		}
	}
	if none := c.Get(list + "?kolom="); !slices.Equal(texts(none, ".people thead th")[1:], []string{"Nama", "Status"}) {
		t.Errorf("without columns: %q", texts(none, ".people thead th"))
	}
	if strange := c.Get(list + "?kolom=q999999&kolom=x"); strange.Status != 200 || len(texts(strange, ".people thead th")) != 3 {
		t.Errorf("unknown columns: %d %q", strange.Status, texts(strange, ".people thead th"))
	}

	for query, want := range map[string][]string{
		where.Field() + "=jepang":                          {w.people[0]},
		been.Field() + "=yes":                              {w.people[1]},
		where.Field() + "=jepang&" + been.Field() + "=yes": {},
		been.Field() + "=-&status=confirmed":               {injected, w.people[0]},
		where.Field() + "=mars&status=confirmed":           {injected, w.people[1], w.people[0]}, // not among the answers
		why.Field() + "=Gaji&status=confirmed":             {injected, w.people[1], w.people[0]}, // no choice
	} {
		if got := texts(c.Get(list+"?"+query), "tbody th > a:first-child"); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	narrowed := c.Get(list + "?" + where.Field() + "=jepang&kolom=")
	if chip := texts(narrowed, ".chip"); len(chip) != 1 || !strings.HasSuffix(chip[0], "Negara tujuan: Jepang") {
		t.Errorf("chips %q", chip)
	}
	if href, _ := narrowed.Doc.Find(`.panel-head a[href*="/ekspor"]`).Attr("href"); !strings.HasSuffix(href, "?"+where.Field()+"=jepang") {
		t.Errorf("the download leads to %s", href)
	}
	if body := string(c.Post(download+"?"+where.Field()+"=jepang", map[string][]string{"format": {"csv"}, "cakupan": {"tampil"}}).Body); strings.Count(body, "\n") != 2 {
		t.Errorf("the file of those who answered Japan:\n%s", body)
	}
}
