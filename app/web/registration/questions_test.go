package registration_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

// panitia may edit every event.
func (w *world) panitia() *app.Actor {
	id := w.number(`INSERT INTO accounts (name, email) VALUES ('Panitia', 'panitia@example.id') RETURNING id`)
	return &app.Actor{AccountID: id, Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia}}}
}

func (w *world) ask(actor *app.Actor, q app.Question) app.Question {
	w.t.Helper()
	saved, err := w.DB.SaveQuestion(w.t.Context(), actor, q, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return saved
}

// spendUploads uses up what an account may upload in an hour.
func (w *world) spendUploads(email string) {
	w.t.Helper()
	key := fmt.Sprint("paper of ", w.number(`SELECT id FROM accounts WHERE email = $1`, email))
	for range 40 {
		if _, _, err := w.DB.Throttle(w.t.Context(), key, 40, time.Hour); err != nil {
			w.t.Fatal(err)
		}
	}
}

func photo(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload sends a form with one file.
func (w *world) upload(cl *webtest.Client, path string, form url.Values, field, name string, content []byte) *webtest.Response {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for key, values := range form {
		for _, v := range values {
			if err := m.WriteField(key, v); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	part, err := m.CreateFormFile(field, name)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		w.t.Fatal(err)
	}
	m.Close()
	return cl.Do("POST", path, m.FormDataContentType(), &b)
}

// Questions that depend on each other, filled in without script and half on
// another phone; typed answers survive mistakes.
func TestQuestionsStep(t *testing.T) {
	w := newWorld(t)
	event, _ := w.event(app.Outreach, "kelurahan", 5)
	form := "/sosialisasi/kelurahan/daftar"
	panitia := w.panitia()
	been := w.ask(panitia, app.Question{EventID: event, Kind: app.YesNoQuestion, Label: "Pernah bekerja di luar negeri?", Required: true})
	where := w.ask(panitia, app.Question{EventID: event, Kind: app.ChoiceQuestion, Label: "Di mana?", Required: true, Choices: app.NameChoices(nil, []string{"Jepang", "Korea"}, nil), ShownIf: been.ID, ShownValue: app.Yes})
	height := w.ask(panitia, app.Question{EventID: event, Kind: app.NumberQuestion, Label: "Tinggi badan"})
	paper := w.ask(panitia, app.Question{EventID: event, Kind: app.FileQuestion, Label: "Foto paspor", Required: true, ShownIf: where.ID, ShownValue: "jepang"})
	shown := func(q app.Question) string { return strconv.FormatInt(q.ID, 10) }

	cl := w.regular("siti@example.id", 1)
	start := cl.Get(form)
	if !strings.Contains(start.Text("main"), "4 pertanyaan penyelenggara") {
		t.Errorf("start: %s", start.Text("main"))
	}
	wantTo(t, cl.Get(form+"?lanjut=1"), form+"/pertanyaan")
	wantTo(t, cl.Post(form+"/periksa", nil), form+"/pertanyaan")
	page := cl.Get(form + "/pertanyaan")
	wantStatus(t, page, 200)
	hidden := page.Doc.Find("fieldset[data-shown-if][hidden][disabled]")
	if hidden.Length() != 2 || page.Text(".steps__text span") != "Langkah 3 dari 5" {
		t.Errorf("%d questions are hidden, %s", hidden.Length(), page.Text(".steps__text"))
	}

	r := cl.Post(form+"/pertanyaan", url.Values{height.Field(): {"sekitar 1,6 m"}})
	wantStatus(t, r, 422)
	if got, _ := r.Doc.Find("#f-" + height.Field()).Attr("value"); got != "sekitar 1,6 m" || r.Text("#f-"+height.Field()+"-error") == "" || r.Text("#f-"+been.Field()+"-error") == "" {
		t.Errorf("what was typed: %q; %s", got, r.Text("[data-error-summary]"))
	}

	// "Yes" opens a question that was not there: the page comes again with it.
	wantTo(t, cl.Post(form+"/pertanyaan", url.Values{been.Field(): {"yes"}, height.Field(): {"160,5"}}), form+"/pertanyaan")
	phone := w.newcomer("siti@example.id")
	page = phone.Get(form + "/pertanyaan")
	if page.Doc.Find("fieldset[data-shown-if]:not([hidden])").Length() != 1 || page.Doc.Find("#f-"+been.Field()+"[checked]").Length() != 1 {
		t.Error("what was answered is not on the other phone")
	}
	if got, _ := page.Doc.Find("#f-" + height.Field()).Attr("value"); got != "160,5" {
		t.Errorf("the number is %q", got)
	}
	answers := url.Values{been.Field(): {"yes"}, height.Field(): {"160,5"}, "shown": {shown(where)}}
	r = phone.Post(form+"/pertanyaan", answers)
	wantStatus(t, r, 422)
	if r.Text("#f-"+where.Field()+"-error") == "" {
		t.Error("the question that was open is not asked for")
	}
	answers.Set(where.Field(), "jepang")
	wantTo(t, phone.Post(form+"/pertanyaan", answers), form+"/pertanyaan")
	answers.Add("shown", shown(paper))
	wantStatus(t, phone.Post(form+"/pertanyaan", answers), 422) // without the file

	// A file that is no photo says so and keeps the rest; a good one is kept
	// also when something else is wrong.
	r = w.upload(phone, form+"/pertanyaan", answers, paper.Field(), "visa.pdf", []byte("MZ program"))
	wantStatus(t, r, 422)
	w.spendUploads("siti@example.id")
	wantStatus(t, w.upload(phone, form+"/pertanyaan", answers, paper.Field(), "visa.png", photo(t)), 429)
	w.exec(`DELETE FROM throttles`)
	answers.Set(height.Field(), "tinggi")
	r = w.upload(phone, form+"/pertanyaan", answers, paper.Field()+"_camera", "foto.png", photo(t))
	wantStatus(t, r, 422)
	file := form + "/berkas/" + shown(paper)
	if href, _ := r.Doc.Find(".file-kept a").Attr("href"); href != file {
		t.Errorf("the file that was kept is at %q", href)
	}
	answers.Set(height.Field(), "160,5")
	wantTo(t, phone.Post(form+"/pertanyaan", answers), form+"/periksa")

	got := cl.Get(file)
	if got.Status != 200 || !strings.HasPrefix(got.Header.Get("Content-Type"), "image/") || !strings.Contains(got.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("my file: %d %v", got.Status, got.Header)
	}
	other := w.regular("budi@example.id", 2)
	wantStatus(t, other.Get(file), 404)
	wantStatus(t, other.Get(form+"/berkas/x"), 404)

	page = cl.Get(form + "/periksa")
	for _, want := range []string{"Pernah bekerja di luar negeri?Ya", "Di mana?Jepang", "Tinggi badan160,5", "Foto pasporAda berkas"} {
		if !strings.Contains(page.Text("main"), want) {
			t.Errorf("the check page does not say %q: %s", want, page.Text("dl"))
		}
	}
	if n := page.Doc.Find(`a[href^="` + form + `/pertanyaan#"]`).Length(); n != 4 {
		t.Errorf("%d ways back to the questions", n)
	}

	// The organizer asks one thing more while they look at the page.
	more := w.ask(panitia, app.Question{EventID: event, Kind: app.TextQuestion, Label: "Dari siapa Anda tahu?", Required: true})
	wantTo(t, cl.Post(form+"/periksa", answersOf(page)), form+"/pertanyaan")
	answers.Set(more.Field(), "Pak RT")
	wantTo(t, cl.Post(form+"/pertanyaan", answers), form+"/periksa")
	done := cl.Post(form+"/periksa", answersOf(page))
	if done.Status != 303 || !strings.HasPrefix(done.Location, "/t/") {
		t.Fatalf("status %d to %q", done.Status, done.Location)
	}
	wantTo(t, cl.Post(form+"/pertanyaan", answers), done.Location) // the back button
	if n := w.number(`SELECT count(*) FROM registration_answers`); n != 5 {
		t.Errorf("%d answers are kept", n)
	}
}

// Somebody of 17 brings their guardian, once.
func TestGuardianStep(t *testing.T) {
	w := newWorld(t)
	event, _ := w.event(app.Outreach, "sekolah", 5)
	w.event(app.Outreach, "lagi", 5)
	form := "/sosialisasi/sekolah/daftar"
	cl := w.regular("siti@example.id", 1)
	w.exec(`UPDATE candidates SET birth_date = (now() - interval '17 years')::date`)

	wantTo(t, cl.Get(form+"?lanjut=1"), form+"/wali")
	wantTo(t, cl.Post(form+"/periksa", nil), form+"/wali")
	page := cl.Get(form + "/wali")
	wantStatus(t, page, 200)
	if page.Doc.Find("#f-guardian_consent[checked]").Length() != 0 {
		t.Error("the consent is ticked beforehand")
	}
	answers := url.Values{"guardian_name": {"Sri Wahyuni"}, "guardian_relation": {"mother"}, "guardian_phone": {"0813-1111-222"}}
	r := cl.Post(form+"/wali", answers)
	wantStatus(t, r, 422)
	if got, _ := r.Doc.Find("#f-guardian_name").Attr("value"); got != "Sri Wahyuni" || r.Doc.Find("[data-error-summary] a").Length() != 1 {
		t.Errorf("name %q, summary %q", got, r.Text("[data-error-summary]"))
	}
	answers.Set("guardian_phone", "0813-1111-2222")
	answers.Set("guardian_consent", "1")
	wantTo(t, cl.Post(form+"/wali", answers), form+"/periksa")
	if text := cl.Get(form + "/periksa").Text("main"); !strings.Contains(text, "Sri Wahyuni") || !strings.Contains(text, "Ibu · •••• •••• 2222") {
		t.Errorf("the check page: %s", text)
	}
	if n := w.number(`SELECT count(*) FROM guardians WHERE version = $1 AND phone_last4 = '2222'`, app.GuardianVersion); n != 1 {
		t.Error("the consent is not kept with its wording")
	}
	again := "/sosialisasi/lagi/daftar"
	wantTo(t, cl.Get(again+"?lanjut=1"), again+"/periksa") // known by now
	w.exec(`UPDATE events SET guardian_consent = false WHERE id = $1`, event)
	wantTo(t, cl.Get(form+"/wali"), form+"/periksa")
}

// Papers that the event must have are the candidate's own.
func TestDocumentsStep(t *testing.T) {
	w := newWorld(t)
	event, _ := w.event(app.Course, "las", 5)
	form := "/pelatihan/las/daftar"
	if err := w.DB.SetEventDocuments(t.Context(), w.panitia(), event, []app.EventDocument{
		{DocumentKind: app.DocumentKind{Code: "ktp"}, Required: true, Note: "asli dan satu fotokopi"},
		{DocumentKind: app.DocumentKind{Code: "ijazah"}, UploadAsked: true, Required: true},
		{DocumentKind: app.DocumentKind{Code: "cv"}, UploadAsked: true},
	}, ""); err != nil {
		t.Fatal(err)
	}
	cl := w.regular("siti@example.id", 1)
	w.exec(`UPDATE candidates SET education = 'slta'`)
	if text := cl.Get(form).Text("main"); !strings.Contains(text, "KTP: asli dan satu fotokopi") || !strings.Contains(text, "Ijazah terakhir (foto atau PDF untuk diunggah)") {
		t.Errorf("start: %s", text)
	}
	wantTo(t, cl.Get(form+"?lanjut=1"), form+"/dokumen")
	page := cl.Get(form + "/dokumen")
	wantStatus(t, page, 200)
	if page.Doc.Find("#f-doc_ijazah").Length() != 1 || page.Doc.Find("#f-doc_cv").Length() != 1 || page.Doc.Find("#f-doc_ktp").Length() != 0 {
		t.Error("other papers than those to upload")
	}
	wantStatus(t, w.upload(cl, form+"/dokumen", nil, "doc_cv", "cv.png", photo(t)), 422) // kept, though another is missing
	wantStatus(t, w.upload(cl, form+"/dokumen", nil, "doc_ijazah", "x.exe", []byte("MZ")), 422)
	w.spendUploads("siti@example.id")
	r := w.upload(cl, form+"/dokumen", nil, "doc_ijazah", "ijazah.png", photo(t))
	wantStatus(t, r, 429)
	if r.Header.Get("Retry-After") == "" || !strings.Contains(r.Text("#f-doc_ijazah-error"), "Coba lagi") {
		t.Errorf("over the limit: %q", r.Text("#f-doc_ijazah-error"))
	}
	w.exec(`DELETE FROM throttles`)
	wantTo(t, w.upload(cl, form+"/dokumen", nil, "doc_ijazah", "ijazah.png", photo(t)), form+"/periksa")
	if n := w.number(`SELECT count(*) FROM candidate_documents WHERE replaced_at IS NULL`); n != 2 {
		t.Errorf("%d papers", n)
	}
	page = cl.Get(form + "/periksa")
	if text := page.Text("main"); !strings.Contains(text, "Ijazah terakhir, Daftar riwayat hidup (CV)") || !strings.Contains(text, "asli dan satu fotokopi") {
		t.Errorf("the check page: %s", text)
	}
	done := cl.Post(form+"/periksa", answersOf(page))
	if done.Status != 303 || !strings.HasPrefix(done.Location, "/t/") {
		t.Fatalf("status %d to %q", done.Status, done.Location)
	}
	if text := cl.Get(done.Location).Text("main"); !strings.Contains(text, "asli dan satu fotokopi") {
		t.Errorf("the ticket does not say what to bring: %s", text)
	}
}
