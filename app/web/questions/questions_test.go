package questions_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

type world struct {
	*webtest.Site
	t   testing.TB
	sql *sql.DB
}

func newWorld(t testing.TB) *world {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{Box: box})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{Site: webtest.Over(t, db), t: t}
	if w.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	return w
}

func (w *world) number(query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	if err := w.sql.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (w *world) event(slug string) int64 {
	start := app.Day(time.Now()).AddDate(0, 0, 10)
	return w.number(`INSERT INTO events (kind, slug, title, status, starts_at, ends_at, opens_at, closes_at)
		VALUES ('job_fair', $1, $1, 'published', $2, $3, now(), $2) RETURNING id`, slug, start, start.Add(7*time.Hour))
}

// staff signs in somebody with the role over one event.
func (w *world) staff(role app.Role, event int64) *webtest.Client {
	id := w.number(`INSERT INTO accounts (name, email) VALUES ('Petugas', gen_random_uuid() || '@example.id') RETURNING id`)
	w.number(`INSERT INTO grants (account_id, role, event_id) VALUES ($1, $2, $3) RETURNING account_id`, id, string(role), event)
	return w.SignIn(w.t, id)
}

func want(t testing.TB, r *webtest.Response, status int, path string) {
	t.Helper()
	if r.Status != status || path != "" && r.Location != path {
		t.Fatalf("status %d to %q, want %d %q\n%s", r.Status, r.Location, status, path, r.Text("main"))
	}
}

func TestQuestionDesk(t *testing.T) {
	w := newWorld(t)
	event := w.event("tebet")
	cl := w.staff(app.RolePanitia, event)
	list := "/panitia/tebet/pertanyaan"
	want(t, cl.Get(list), 200, "")
	want(t, cl.Get(list+"/baru"), 200, "")

	typed := url.Values{"label": {"  Bidang yang   diminati "}, "label_en": {"Fields"}, "kind": {"many"}, "choices": {"Kaigo | Care\n\n"}, "least": {"x"}}
	r := cl.Post(list+"/baru", typed)
	want(t, r, 422, "")
	if r.Text("#f-choices-error") == "" || r.Text("#f-choices") != "Kaigo | Care" || r.Doc.Find("#f-least-error").Length() != 0 {
		t.Errorf("one choice: %s", r.Text("[data-error-summary]"))
	}
	typed.Set("choices", "Kaigo | Care\r\nHotel")
	want(t, cl.Post(list+"/baru", typed), 303, list)
	first := w.number(`SELECT id FROM event_questions WHERE label = 'Bidang yang diminati' AND kind = 'many'`)
	if n := w.number(`SELECT count(*) FROM event_question_choices WHERE (code, label, label_en) IN (('kaigo', 'Kaigo', 'Care'), ('hotel', 'Hotel', ''))`); n != 2 {
		t.Errorf("%d choices as typed", n)
	}
	want(t, cl.Post(list+"/baru", url.Values{"label": {"Tinggi"}, "kind": {"number"}, "least": {"1,5"}, "most": {"1.500"}, "required": {"1"}, "shown_if": {fmt.Sprint(first, ":kaigo")}}), 303, list)
	second := w.number(`SELECT id FROM event_questions WHERE shown_if = $1 AND shown_value = 'kaigo' AND least = 1.5 AND most = 1500 AND required`, first)

	page := cl.Get(list)
	if text := page.Text("ol.keep"); !strings.Contains(text, "Hanya jika “Bidang yang diminati” dijawab “Kaigo”") || page.Doc.Find("aside fieldset[hidden]").Length() != 1 {
		t.Errorf("the list: %s", text)
	}
	one := fmt.Sprint(list, "/", first)
	page = cl.Get(one)
	if got := page.Text("#f-choices"); got != "Kaigo | Care Hotel" || page.Doc.Find("[name=kind]").Length() != 0 {
		t.Errorf("the editor of one: %q", got)
	}
	for _, bad := range []url.Values{{"label": {"x"}, "shown_if": {"1:"}}, {"label": {"x"}, "shown_if": {"zz:yes"}}, {"label": {"x"}, "shown_if": {fmt.Sprint(second, ":1")}}} {
		bad.Set("choices", "Kaigo\nHotel")
		want(t, cl.Post(one, bad), 422, "")
	}
	want(t, cl.Post(one, url.Values{"label": {"Minat"}, "choices": {"Hotel\nPabrik"}}), 422, "") // another needs Kaigo

	// What cannot be done is said on the list.
	want(t, cl.Post(fmt.Sprint(list, "/", second, "/naik"), nil), 303, list)
	if flash := cl.Get(list).Text(".flash"); !strings.Contains(flash, "harus berada di bawahnya") {
		t.Errorf("flash %q", flash)
	}
	want(t, cl.Post(one+"/hentikan", nil), 303, list)
	if flash := cl.Get(list).Text(".flash"); !strings.Contains(flash, "masih bergantung") {
		t.Errorf("flash %q", flash)
	}

	// The preview says what the real form would, and keeps nothing.
	try := "/panitia/tebet/pratinjau-formulir"
	want(t, cl.Get(try), 200, "")
	field := (&app.Question{ID: first}).Field()
	r = cl.Post(try, url.Values{field: {"kaigo"}})
	want(t, r, 200, "")
	if r.Doc.Find(".notice--ok").Length() != 0 || r.Doc.Find("fieldset.asked:not([hidden])").Length() != 1 {
		t.Error("the preview does not open what the answer opens")
	}
	want(t, cl.Post(try, url.Values{field: {"kaigo"}, "shown": {fmt.Sprint(second)}}), 422, "")
	r = cl.Post(try, url.Values{field: {"hotel"}})
	if r.Doc.Find(".notice--ok").Length() != 1 || w.number(`SELECT count(*) FROM draft_answers`) != 0 {
		t.Error("the preview is not complete, or kept something")
	}

	want(t, cl.Post(fmt.Sprint(list, "/", second, "/hentikan"), nil), 303, list)
	want(t, cl.Get(fmt.Sprint(list, "/", second)), 404, "")
	if n := w.number(`SELECT count(DISTINCT action) FROM audit_log WHERE event_id = $1 AND action IN ('question.add', 'question.retire')`, event); n != 2 {
		t.Errorf("%d kinds of audit rows", n)
	}

	documents := "/panitia/tebet/dokumen-diminta"
	want(t, cl.Get(documents), 200, "")
	want(t, cl.Post(documents, url.Values{"ask_ktp": {"bring"}, "note_ktp": {strings.Repeat("a", 161)}}), 422, "")
	want(t, cl.Post(documents, url.Values{"ask_ktp": {"bring"}, "required_ktp": {"1"}, "note_ktp": {"asli"}, "ask_skck": {"upload"}, "ask_cv": {"upload"}, "ask_x": {"bring"}}), 303, documents)
	if n := w.number(`SELECT count(*) FROM event_documents WHERE event_id = $1 AND (document, upload, required, note) IN (('ktp', false, true, 'asli'), ('cv', true, false, ''), ('skck', false, false, ''))`, event); n != 3 {
		t.Errorf("%d documents as asked", n)
	}
	page = cl.Get(documents)
	if page.Doc.Find("#f-ask_ktp option[selected]").AttrOr("value", "") != "bring" || page.Doc.Find("#f-required_ktp[checked]").Length() != 1 {
		t.Error("the page does not show what is asked")
	}
}

// Of two who edit at once the second is told, keeps what was typed, and
// overwrites only when saving once more.
func TestTwoOrganizersDoNotOverwriteEachOther(t *testing.T) {
	w := newWorld(t)
	event := w.event("tebet")
	cl := w.staff(app.RolePanitia, event)
	q, err := w.DB.SaveQuestion(t.Context(), &app.Actor{Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia}}}, app.Question{EventID: event, Kind: app.TextQuestion, Label: "Apa?"}, "")
	if err != nil {
		t.Fatal(err)
	}
	documents := "/panitia/tebet/dokumen-diminta"
	want(t, cl.Post(documents, url.Values{"ask_ktp": {"bring"}, "note_ktp": {"asli"}}), 303, documents)
	for path, field := range map[string]string{fmt.Sprint("/panitia/tebet/pertanyaan/", q.ID): "label", documents: "note_ktp"} {
		form := cl.Get(path).Filled("main form[method=post]:not([action])")
		if form.Get("revision") == "" {
			t.Fatalf("%s: the form has no revision: %v", path, form)
		}
		form.Set(field, "yang pertama")
		want(t, cl.Post(path, form), 303, "")
		want(t, cl.Post(path, form), 303, "") // sent twice
		form.Set(field, "yang kedua")
		lost := cl.Post(path, form)
		want(t, lost, 409, "")
		if got := lost.Doc.Find("#f-"+field).AttrOr("value", ""); got != "yang kedua" || !strings.Contains(lost.Text(".summary"), "baru saja mengubah") {
			t.Errorf("%s: typed %q, %s", path, got, lost.Text(".summary"))
		}
		if got := cl.Get(path).Doc.Find("#f-"+field).AttrOr("value", ""); got != "yang pertama" {
			t.Errorf("%s: overwritten with %q", path, got)
		}
		form.Set("revision", lost.Filled("main form[method=post]:not([action])").Get("revision"))
		want(t, cl.Post(path, form), 303, "")
	}
}

// Another's event is not there, whatever is sent to it.
func TestQuestionDeskOfAnother(t *testing.T) {
	w := newWorld(t)
	event, other := w.event("tebet"), w.event("pancoran")
	panitia := &app.Actor{Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia}}}
	q, err := w.DB.SaveQuestion(t.Context(), panitia, app.Question{EventID: event, Kind: app.TextQuestion, Label: "Apa?"}, "")
	if err != nil {
		t.Fatal(err)
	}
	cl, gate := w.staff(app.RolePanitia, other), w.staff(app.RolePetugas, event)
	one := fmt.Sprint("/pertanyaan/", q.ID)
	for _, page := range []string{"/pertanyaan", "/pertanyaan/baru", one, "/pratinjau-formulir", "/dokumen-diminta", "/peserta/1/jawaban", "/peserta/1/berkas/1"} {
		want(t, cl.Get("/panitia/tebet"+page), 404, "")
		if r := gate.Get("/panitia/tebet" + page); r.Status != 403 && r.Status != 404 {
			t.Errorf("a gate officer at %s: %d", page, r.Status)
		}
	}
	for _, page := range []string{"/pertanyaan/baru", one, one + "/naik", one + "/hentikan", "/pratinjau-formulir", "/dokumen-diminta"} {
		want(t, cl.Post("/panitia/tebet"+page, url.Values{"label": {"x"}, "kind": {"text"}}), 404, "")
		if strings.Contains(page, one) {
			want(t, cl.Post("/panitia/pancoran"+page, url.Values{"label": {"x"}, "kind": {"text"}}), 404, "")
		}
	}
	want(t, cl.Get("/panitia/pancoran/peserta/1/jawaban"), 404, "")
	want(t, cl.Get("/panitia/pancoran/peserta/x/jawaban"), 404, "")
	if n := w.number(`SELECT count(*) FROM event_questions WHERE label = 'Apa?' AND retired_at IS NULL`); n != 1 {
		t.Error("somebody else changed it")
	}
}
