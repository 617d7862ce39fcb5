package candidate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/webtest"
)

const pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n" +
	"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n168\n%%EOF\n"

func photo(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func upload(t testing.TB, cl *webtest.Client, path string, body []byte) *webtest.Response {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "KTP Siti Aminah.jpg")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(body)
	form.Close()
	return cl.Do("POST", path, form.FormDataContentType(), &b)
}

// staff signs in somebody with a role over the event.
func (w *world) staff(role app.Role, event int64) *webtest.Client {
	w.t.Helper()
	id, err := w.DB.CreateStaff(w.t.Context(), app.System("test"), "Rina", fmt.Sprintf("%s%d@example.id", role, event), "x", []app.Grant{{Role: role, EventID: event}})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.SignIn(w.t, id)
}

func TestPapers(t *testing.T) {
	w := newWorld(t)
	cl, me := w.person(1)
	other, _ := w.person(2)
	event := w.event("tebet", app.Instant, 5)
	w.register(me, event)
	w.exec(`INSERT INTO event_documents (event_id, document, upload) VALUES ($1, 'ktp', true)`, event)

	if got := cl.Get("/akun").Text(".next h2"); got != "Unggah dokumen: KTP" {
		t.Errorf("next step %q", got)
	}
	page := cl.Get("/akun/dokumen")
	wantStatus(t, page, 200)
	if !strings.Contains(page.Text("main"), "Diminta oleh: Bursa tebet") {
		t.Errorf("who asks is not told: %s", page.Text("main"))
	}
	for name, body := range map[string][]byte{"nothing": nil, "a program": []byte("MZ\x90\x00"), "a broken photo": []byte("\xff\xd8\xff\xe0 broken"), "too large": append([]byte("%PDF-1.4\n"), make([]byte, 9<<20)...)} {
		r := upload(t, cl, "/akun/dokumen/ktp", body)
		wantStatus(t, r, 422)
		if r.Doc.Find(`[data-error-summary] a[href="#f-file"]`).Length() != 1 {
			t.Errorf("%s: the summary does not lead to the file: %q", name, r.Text("[data-error-summary]"))
		}
	}
	wantStatus(t, upload(t, cl, "/akun/dokumen/skck", photo(t)), 422) // its file is never kept
	wantStatus(t, upload(t, cl, "/akun/dokumen/tidak-ada", photo(t)), 404)
	wantStatus(t, cl.Get("/akun/dokumen/ktp/berkas"), 404)
	wantStatus(t, upload(t, cl, "/akun/dokumen/ktp", photo(t)), 303)
	wantStatus(t, upload(t, cl, "/akun/dokumen/ijazah", []byte(pdf)), 303)
	wantStatus(t, cl.Post("/akun/dokumen/skck/nyatakan", url.Values{"have": {"1"}}), 303)
	if n := w.number(`SELECT count(*) FROM files WHERE sealed AND name = '' AND NOT public`); n != 2 {
		t.Errorf("%d sealed files", n)
	}
	file := cl.Get("/akun/dokumen/ktp/berkas")
	wantStatus(t, file, 200)
	for header, want := range map[string]string{"Content-Type": "image/jpeg", "Content-Disposition": "attachment; filename*=UTF-8''ktp.jpg", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"} {
		if got := file.Header.Get(header); got != want {
			t.Errorf("%s %q, want %q", header, got, want)
		}
	}
	if !strings.Contains(file.Header.Get("Content-Security-Policy"), "sandbox") || !bytes.HasPrefix(file.Body, []byte("\xff\xd8\xff")) {
		t.Error("the file is not what was uploaded, or may run")
	}
	wantStatus(t, other.Get("/akun/dokumen/ktp/berkas"), 404)
	var key string
	if err := w.sql.QueryRow(`SELECT key FROM files LIMIT 1`).Scan(&key); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, cl.Get("/berkas/"+key), 404)

	// Staff of the event check it; others do not even learn that it is there.
	id := w.number(`SELECT id FROM candidate_documents WHERE document = 'ktp'`)
	diploma := w.number(`SELECT id FROM candidate_documents WHERE document = 'ijazah'`)
	elsewhere := w.event("pancoran", app.Instant, 5)
	panitia, stranger := w.staff(app.RolePanitia, event), w.staff(app.RolePanitia, elsewhere)
	paper := fmt.Sprintf("/panitia/tebet/dokumen/%d", id)
	list := panitia.Get("/panitia/tebet/dokumen")
	wantStatus(t, list, 200)
	if text := list.Text("main"); !strings.Contains(text, "Siti Aminah") || strings.Contains(text, "Ijazah") {
		t.Errorf("the list: %s", text)
	}
	wantStatus(t, panitia.Get(fmt.Sprintf("/panitia/tebet/dokumen/%d/berkas", diploma)), 404) // not asked for
	for _, path := range []string{"/panitia/tebet/dokumen", paper, paper + "/berkas", strings.Replace(paper, "tebet", "pancoran", 1)} {
		wantStatus(t, stranger.Get(path), 404)
	}
	wantStatus(t, stranger.Post(paper, url.Values{"verdict": {"ok"}}), 404)
	wantStatus(t, panitia.Get(paper+"/berkas"), 200)
	if w.number(`SELECT count(*) FROM audit_log WHERE action = 'paper.open'`) != 1 {
		t.Error("opening it left no trail")
	}
	wantStatus(t, panitia.Post(paper, url.Values{"verdict": {"no"}, "reason": {" "}}), 422)
	for range 2 {
		wantStatus(t, panitia.Post(paper, url.Values{"verdict": {"no"}, "reason": {"Foto buram"}}), 303)
	}
	if w.number(`SELECT count(*) FROM outbox WHERE kind = 'paper.refused'`) != 1 {
		t.Error("its owner is not told once")
	}
	if got := cl.Get("/akun").Text(".next"); !strings.Contains(got, "Perbaiki dokumen: KTP") || !strings.Contains(got, "Foto buram") {
		t.Errorf("next step %q", got)
	}
	if got := cl.Get("/akun/dokumen/ktp").Text("main"); !strings.Contains(got, "Foto buram") {
		t.Errorf("the reason is not shown: %q", got)
	}
	wantStatus(t, upload(t, cl, "/akun/dokumen/ktp", photo(t)), 303)
	if got := panitia.Post(paper, url.Values{"verdict": {"ok"}}); got.Status != 303 || w.number(`SELECT count(*) FROM candidate_documents WHERE status = 'checked'`) != 0 {
		t.Errorf("a paper that was replaced: %d", got.Status)
	}
	wantStatus(t, panitia.Post(fmt.Sprintf("/panitia/tebet/dokumen/%d", w.number(`SELECT max(id) FROM candidate_documents`)), url.Values{"verdict": {"ok"}}), 303)
	if got := cl.Get("/akun/dokumen").Text("main"); !strings.Contains(got, "Sudah diperiksa") {
		t.Errorf("checked: %q", got)
	}
	w.exec(`UPDATE candidate_documents SET replaced_at = now() - interval '2 days' WHERE replaced_at IS NOT NULL`)
	if err := w.DB.SweepPapers(t.Context()); err != nil || w.number(`SELECT count(*) FROM files`) != 2 {
		t.Errorf("replaced ones stay: %v", err)
	}
	for range 2 {
		wantStatus(t, cl.Post("/akun/dokumen/ijazah/hapus", nil), 303)
	}
	if w.number(`SELECT count(*) FROM files`) != 1 {
		t.Error("a file outlives its paper")
	}
	for _, path := range []string{"/akun/dokumen", "/akun/dokumen/ktp", "/akun/dokumen/skck", "/akun/privasi", "/akun/data", "/akun/data/permintaan", "/akun/perangkat", "/akun/data/hapus"} {
		if r := cl.Get("/en" + path); r.Status != 200 || strings.Contains(string(r.Body), "⟦") {
			t.Errorf("%s in English: %d", path, r.Status)
		}
	}
}

func TestConsentsAreWithdrawnAndGivenAgain(t *testing.T) {
	w := newWorld(t)
	cl, _ := w.person(1)
	for range 2 {
		wantStatus(t, cl.Post("/akun/privasi/registration", nil), 303)
	}
	if n := w.number(`SELECT count(*) FROM consents WHERE withdrawn_at IS NULL`); n != 0 {
		t.Errorf("%d stand", n)
	}
	if got := cl.Get("/akun/privasi").Text("main"); !strings.Contains(got, "Ditarik") || !strings.Contains(got, app.ConsentVersion) {
		t.Errorf("withdrawn: %q", got)
	}
	for range 2 {
		wantStatus(t, cl.Post("/akun/privasi/registration", url.Values{"give": {"1"}}), 303)
	}
	if n := w.number(`SELECT count(*) FROM consents WHERE withdrawn_at IS NULL`); n != 1 {
		t.Errorf("%d stand", n)
	}
	wantStatus(t, cl.Post("/akun/privasi/apa-saja", nil), 404)
}

func TestDevices(t *testing.T) {
	w := newWorld(t)
	cl, me := w.person(1)
	other, _ := w.person(2)
	second, third := w.SignIn(t, me.AccountID), w.SignIn(t, me.AccountID)
	page := cl.Get("/akun/perangkat")
	wantStatus(t, page, 200)
	if n := page.Doc.Find(".devices > li").Length(); n != 3 {
		t.Fatalf("%d devices", n)
	}
	end := page.Doc.Find(`.devices form`).First().AttrOr("action", "")
	wantStatus(t, other.Post(end, nil), 404)
	wantStatus(t, other.Get("/akun"), 200)
	wantStatus(t, cl.Post(end, nil), 303)
	wantStatus(t, cl.Post("/akun/perangkat/keluar-lainnya", nil), 303)
	if n := w.number(`SELECT count(*) FROM logins WHERE account_id = $1`, me.AccountID); n != 1 {
		t.Errorf("%d logins stand", n)
	}
	w.Kit.Logins.Drop("") // as the notification does
	for _, gone := range []*webtest.Client{second, third} {
		wantStatus(t, gone.Get("/akun"), 303)
	}
	wantStatus(t, cl.Get("/akun"), 200)
}

func TestOwnData(t *testing.T) {
	w := newWorld(t)
	cl, me := w.person(1)
	other, _ := w.person(2)
	w.register(me, w.event("tebet", app.Instant, 5))

	// A login that is older than a quarter of an hour needs a fresh code.
	w.exec(`UPDATE logins SET proven_at = now() - interval '16 minutes'`)
	for _, path := range []string{"/akun/data/salinan", "/akun/data/hapus"} {
		if r := cl.Post(path, url.Values{"sure": {"1"}}); r.Status != 303 || !strings.HasPrefix(r.Location, "/akun/kode") {
			t.Fatalf("%s without a code: %d %s", path, r.Status, r.Location)
		}
	}
	wantStatus(t, cl.Post("/akun/kode", url.Values{"code": {"000000"}}), 422)
	wantStatus(t, cl.Post("/akun/kode/kirim", url.Values{"kembali": {"/akun/data/hapus"}}), 303)
	var payload []byte
	if err := w.sql.QueryRow(`SELECT payload FROM outbox WHERE kind = 'login.code' ORDER BY id DESC LIMIT 1`).Scan(&payload); err != nil {
		t.Fatal(err)
	}
	var work postgres.LoginCodeWork
	if err := json.Unmarshal(payload, &work); err != nil {
		t.Fatal(err)
	}
	_, code, err := w.DB.OpenLoginCode(work)
	if err != nil {
		t.Fatal(err)
	}
	if r := cl.Post("/akun/kode", url.Values{"code": {code}, "kembali": {"/akun/data/hapus"}}); r.Status != 303 || r.Location != "/akun/data/hapus" {
		t.Fatalf("with the code: %d %s %s", r.Status, r.Location, r.Text("main"))
	}
	wantStatus(t, cl.Post("/akun/data/salinan", nil), 303)
	if err := w.DB.KeepCopy(t.Context(), w.number(`SELECT id FROM privacy_requests WHERE kind = 'copy'`), postgres.File{ContentType: "application/zip", Body: []byte("PK")}); err != nil {
		t.Fatal(err)
	}
	href := cl.Get("/akun/data").Doc.Find(`a[href^="/akun/data/salinan/"]`).AttrOr("href", "")
	file := cl.Get(href)
	wantStatus(t, file, 200)
	if string(file.Body) != "PK" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Error("the copy is not handed out as a file")
	}
	wantStatus(t, other.Get(href), 404)

	wantStatus(t, cl.Post("/akun/data/permintaan", url.Values{"kind": {"copy"}, "text": {"x"}}), 422)
	wantStatus(t, cl.Post("/akun/data/permintaan", url.Values{"kind": {"correct"}, "text": {""}}), 422)
	wantStatus(t, cl.Post("/akun/data/permintaan", url.Values{"kind": {"correct"}, "text": {"NIK saya dipakai orang lain"}}), 303)
	request := fmt.Sprintf("/admin/permintaan-data/%d", w.number(`SELECT id FROM privacy_requests WHERE kind = 'correct'`))
	if w.number(`SELECT count(*) FROM privacy_requests WHERE kind = 'correct' AND due_at = asked_at + interval '72 hours'`) != 1 {
		t.Error("the clock does not run")
	}
	admin := w.staff(app.RoleAdmin, 0)
	wantStatus(t, admin.Get("/admin/permintaan-data"), 200)
	if got := admin.Get(request).Text("main"); !strings.Contains(got, "NIK saya dipakai orang lain") {
		t.Errorf("the request: %q", got)
	}
	wantStatus(t, admin.Post(request, url.Values{"status": {"done"}}), 422)
	wantStatus(t, admin.Post(request, url.Values{"status": {"done"}, "text": {"Sudah kami perbaiki."}}), 303)
	if got := cl.Get("/akun/data").Text("main"); !strings.Contains(got, "Sudah kami perbaiki.") {
		t.Errorf("the answer: %q", got)
	}
	wantStatus(t, admin.Get(fmt.Sprintf("/admin/permintaan-data/%d", 999)), 404)

	page := cl.Get("/akun/data/hapus")
	wantStatus(t, page, 200)
	if !strings.Contains(page.Text("main"), "Bursa tebet") {
		t.Error("what is cancelled is not told")
	}
	wantStatus(t, cl.Post("/akun/data/hapus", nil), 422)
	wantStatus(t, cl.Post("/akun/data/hapus", url.Values{"sure": {"1"}}), 303)
	if err := w.DB.CloseAccount(t.Context(), w.number(`SELECT id FROM privacy_requests WHERE kind = 'close'`)); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, cl.Get("/akun"), 303)
	if w.number(`SELECT count(*) FROM candidates WHERE name = 'Siti Aminah' AND account_id = $1`, me.AccountID) != 0 {
		t.Error("the name stays")
	}
}

func TestNotices(t *testing.T) {
	w := newWorld(t)
	cl, me := w.person(1)
	w.person(2)
	for _, on := range []string{"", "", "1"} {
		wantStatus(t, cl.Post("/akun/pengingat", url.Values{"on": {on}}), 303)
		wanted, err := w.DB.Notices(t.Context(), me)
		page := cl.Get("/akun/privasi")
		if err != nil || wanted != (on != "") || page.Doc.Find(`form[action="/akun/pengingat"] [name=on]`).Length() == 1 == wanted {
			t.Errorf("set to %q: wanted %v (%v): %s", on, wanted, err, page.Text("main"))
		}
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'candidate.notices'`); n != 2 {
		t.Errorf("%d changes in the trail", n)
	}
	if n := w.number(`SELECT count(*) FROM candidates WHERE event_notices`); n != 2 {
		t.Errorf("%d candidates are reminded", n)
	}
}
