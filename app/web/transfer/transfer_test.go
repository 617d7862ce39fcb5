package transfer_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/sheet"
	"gerbang/app/web/webtest"
)

// world is a site with two agencies and those who import.
type world struct {
	*webtest.Site
	officer, other, mitra int64
	agency, rival         int64
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Site: webtest.New(t)}
	err := w.DB.Bulk(t.Context(), func(b *postgres.Bulk) error {
		ids, err := b.Agencies(t.Context(), []app.Agency{
			{Slug: "bahari", Name: "PT Bahari Karya", SIP3MI: "SIP3MI 001/2024", LicenceUntil: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), Status: app.AgencyActive},
			{Slug: "samudra", Name: "PT Samudra Mandiri", SIP3MI: "SIP3MI 002/2024", LicenceUntil: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), Status: app.AgencyActive},
		})
		if err == nil {
			w.agency, w.rival = ids[0], ids[1]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	staff := func(name string, g app.Grant) int64 {
		id, err := w.DB.CreateStaff(t.Context(), app.System("test"), name, strings.ToLower(name)+"@contoh.id", "x", []app.Grant{g})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	w.officer, w.other = staff("Olga", app.Grant{Role: app.RoleOfficer}), staff("Omar", app.Grant{Role: app.RoleOfficer})
	w.mitra = staff("Mira", app.Grant{Role: app.RoleMitra, AgencyID: w.agency})
	return w
}

// upload sends a file and returns the answer.
func upload(t *testing.T, c *webtest.Client, path, kind, name string, file []byte) *webtest.Response {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if err := m.WriteField("jenis", kind); err != nil {
		t.Fatal(err)
	}
	if file != nil {
		part, err := m.CreateFormFile("berkas", name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write(file)
	}
	m.Close()
	return c.Do(http.MethodPost, path, m.FormDataContentType(), &body)
}

// preview uploads a file that can be read and returns the page it leads to.
func preview(t *testing.T, c *webtest.Client, path, kind, name string, file []byte) (address string, page *webtest.Response) {
	t.Helper()
	got := upload(t, c, path, kind, name, file)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", got.Status, got.Text(".summary"))
	}
	return got.Location, c.Get(got.Location)
}

// figures are the four counts of a preview.
func figures(r *webtest.Response) string {
	var out []string
	for _, n := range r.Doc.Find(".stat__value").EachIter() {
		out = append(out, strings.TrimSpace(n.Text()))
	}
	return strings.Join(out, " ")
}

const header = "Kode lowongan;Nomor SIP3MI;Judul;Sektor;Negara;Kota;Skema;Gaji terendah;Mata uang;Kuota;SIP2MI;Kuota SIP2MI;SIP2MI berlaku sampai;Tanggal tutup;Tes bahasa;Tingkat bahasa;Biaya 1: uraian;Biaya 1: jumlah;Biaya 1: mata uang;Biaya 1: penanggung\n"

func line(reference, title, salary string) string {
	return reference + ";sip3mi-001/2024;" + title + ";Perawatan lansia;jepang;Osaka;SSW;" + salary + ";jpy;5;SIP2MI 9;10;31/12/2027;1 Des 2027;jlpt;n4;Paspor;0;IDR;majikan\n"
}

const desk = "/dasbor/impor"

func TestImportOfJobs(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.officer)
	file := []byte("Daftar lowongan per Desember\n" + header + line("A-1", "Perawat lansia", "¥180.000") + line("A-2", "Koki", "200000") + "\n" +
		line("A-3", "Juru las", "banyak") + line("A-1", "Perawat lagi", "1") + "CONTOH-1;x;x\n")
	address, page := preview(t, c, desk, "lowongan", "lowongan.csv", file)
	if got := figures(page); got != "2 0 0 2" {
		t.Fatalf("counts %q: %s", got, page.Text(".table"))
	}
	text := page.Text(".table tbody")
	for _, want := range []string{"Gaji terendah", "“banyak”", "Tulis dengan angka bulat", "Sama dengan baris 3"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said: %s", want, text)
		}
	}
	if wrong := c.Get(address + "?tampil=salah"); wrong.Doc.Find("tbody tr").Length() != 2 {
		t.Errorf("wrong rows: %s", wrong.Text("tbody"))
	}
	fixed := c.Get(address + "/perbaikan.xlsx")
	book, err := excelize.OpenReader(bytes.NewReader(fixed.Body))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Perbaikan")
	if err != nil || len(rows) != 3 || !strings.Contains(rows[1][0], "Gaji terendah") || rows[1][3] != "Juru las" {
		t.Errorf("rows to mend: %q, %v", rows, err)
	}
	for range 2 { // a double click
		if got := c.Post(address+"/simpan", url.Values{"tujuan": {"periksa"}}); got.Location != address {
			t.Fatalf("status %d, %s", got.Status, got.Text("main"))
		}
	}
	if page = c.Get(address); !strings.Contains(page.Text(".notice"), "2 baris tersimpan") {
		t.Errorf("result: %s", page.Text("main"))
	}
	if got := figures(second(t, c, file)); got != "0 0 2 2" {
		t.Errorf("the same file again: %q", got)
	}
	job := w.job(t, "A-1")
	if job.Status != app.JobInReview || job.SalaryMin != 180_000 || job.Country != "JP" || job.Sector != "perawatan-lansia" || job.LanguageTest != "JLPT" ||
		job.PermitLeft != 10 || job.SalaryRupiah == 0 || len(job.Costs) != 1 || job.Costs[0].Payer != app.PaidByEmployer || job.Slug != "perawat-lansia-osaka" {
		t.Errorf("saved: %+v", job)
	}
}

func second(t *testing.T, c *webtest.Client, file []byte) *webtest.Response {
	_, page := preview(t, c, desk, "lowongan", "lowongan.csv", file)
	return page
}

func (w *world) job(t *testing.T, reference string) app.StoredJob {
	t.Helper()
	jobs, err := w.DB.JobsForImport(t.Context(), nil, []int64{w.agency}, []string{reference})
	if err != nil || len(jobs) != 1 {
		t.Fatalf("%s: %d jobs, %v", reference, len(jobs), err)
	}
	return jobs[0]
}

// saved imports jobs and returns the client that did.
func (w *world) saved(t *testing.T, lines ...string) *webtest.Client {
	t.Helper()
	c := w.SignIn(t, w.officer)
	address, _ := preview(t, c, desk, "lowongan", "a.csv", []byte(header+strings.Join(lines, "")))
	if got := c.Post(address+"/simpan", url.Values{"tujuan": {"periksa"}}); got.Location != address {
		t.Fatalf("not saved: %d %s", got.Status, got.Text("main"))
	}
	return c
}

func TestChangesAreShownAndSentBackToReview(t *testing.T) {
	w := newWorld(t)
	c := w.saved(t, line("A-1", "Perawat lansia", "180000"), line("A-2", "Koki", "200000"))
	job := w.job(t, "A-1")
	omar := &app.Actor{AccountID: w.other, Name: "Omar", Grants: []app.Grant{{Role: app.RoleOfficer}}}
	evidence := app.Evidence{Text: "SISKOP2MI", Checks: app.JobChecks()}
	if err := w.DB.PublishJob(t.Context(), omar, job.ID, 1, evidence); err != nil {
		t.Fatal(err)
	}
	address, page := preview(t, c, desk, "lowongan", "b.csv", []byte(header+line("A-1", "Perawat lansia", "195.000")+line("A-2", "Koki", "200000")))
	if got := figures(page); got != "0 1 1 0" {
		t.Fatalf("counts %q", got)
	}
	if text := page.Text(".import-details"); !strings.Contains(text, "180.000") || !strings.Contains(text, "195.000") {
		t.Errorf("the change is not shown: %s", text)
	}
	c.Post(address+"/simpan", nil)
	after := w.job(t, "A-1")
	if after.Status != app.JobInReview || after.VerifiedBy != "" || after.SalaryMin != 195_000 || len(after.Costs) != 1 {
		t.Errorf("after: %+v", after.Job)
	}
	olga := &app.Actor{AccountID: w.officer, Name: "Olga", Grants: []app.Grant{{Role: app.RoleOfficer}}}
	if err := w.DB.PublishJob(t.Context(), olga, job.ID, 3, evidence); err == nil {
		t.Error("who imported a change may verify it")
	}
}

func TestEditsAfterThePreviewAreNotOverwritten(t *testing.T) {
	w := newWorld(t)
	c := w.saved(t, line("A-1", "Perawat lansia", "180000"), line("A-2", "Koki", "200000"))
	address, _ := preview(t, c, desk, "lowongan", "b.csv", []byte(header+line("A-1", "Perawat lansia", "1000")+line("A-2", "Koki", "2000")+line("A-9", "Baru", "3000")))
	job := w.job(t, "A-1")
	edited := job.Job
	edited.City = "Kobe"
	if _, err := w.DB.UpdateJob(t.Context(), app.System("test"), job.ID, 1, &edited); err != nil {
		t.Fatal(err)
	}
	c.Post(address+"/simpan", nil)
	page := c.Get(address + "?tampil=bentrok")
	if page.Doc.Find("tbody tr").Length() != 1 || !strings.Contains(page.Text("tbody"), "orang lain mengubah data ini") {
		t.Errorf("conflicts: %s", page.Text("main"))
	}
	if a, b := w.job(t, "A-1"), w.job(t, "A-2"); a.SalaryMin != 180_000 || a.City != "Kobe" || b.SalaryMin != 2_000 {
		t.Errorf("saved: %d %s, %d", a.SalaryMin, a.City, b.SalaryMin)
	}
}

// Two officers confirm files with the same new job in the same moment, each
// of them twice: it is there once, and nobody sees an error.
func TestRacingConfirmations(t *testing.T) {
	w := newWorld(t)
	file := []byte(header + line("A-1", "Perawat lansia", "180000") + line("A-2", "Koki", "200000"))
	var clients []*webtest.Client
	var addresses []string
	for _, who := range []int64{w.officer, w.other} {
		c := w.SignIn(t, who)
		address, _ := preview(t, c, desk, "lowongan", "a.csv", file)
		clients, addresses = append(clients, c, c), append(addresses, address, address)
	}
	done := make(chan int, len(clients))
	for i, c := range clients {
		go func() { done <- c.Post(addresses[i]+"/simpan", nil).Status }()
	}
	for range clients {
		if status := <-done; status != http.StatusSeeOther {
			t.Errorf("status %d", status)
		}
	}
	n := 0
	err := w.DB.ExportJobs(t.Context(), app.System("test"), "", "csv", func(int) error { return nil }, func(*app.Job) error { n++; return nil })
	if err != nil || n != 2 {
		t.Errorf("%d jobs, %v", n, err)
	}
}

// An export from a tab of the desk holds what the tab shows.
func TestExportOfATabHoldsThatTab(t *testing.T) {
	w := newWorld(t)
	c := w.saved(t, line("A-1", "Perawat", "180000"), line("A-2", "Koki", "200000"))
	olga := app.System("test")
	if err := w.DB.CloseJob(t.Context(), olga, 2, "selesai"); err != nil {
		t.Fatal(err)
	}
	if err := w.DB.ReturnJob(t.Context(), olga, 1, "lengkapi"); err != nil {
		t.Fatal(err)
	}
	for state, want := range map[string]string{"": "A-1 A-2", "returned": "A-1", "closed": "A-2", "draft": "", "expired": "", "published": ""} {
		got := c.Post("/dasbor/lowongan/ekspor", url.Values{"format": {"csv"}, "status": {state}})
		if got.Status != http.StatusOK {
			t.Fatalf("%s: status %d", state, got.Status)
		}
		var found []string
		for _, reference := range []string{"A-1", "A-2"} {
			if strings.Contains(string(got.Body), reference) {
				found = append(found, reference)
			}
		}
		if strings.Join(found, " ") != want {
			t.Errorf("%s: %q, want %q", state, found, want)
		}
	}
}

func TestExportIsAnImportThatChangesNothing(t *testing.T) {
	w := newWorld(t)
	c := w.saved(t, line("A-1", "=HYPERLINK(1)", "180000"), line("-2", "Koki, \"utama\"", "200000"))
	for _, path := range []string{"", "/en"} {
		for _, format := range []string{"xlsx", "csv", "csv-titik-koma"} {
			got := c.Post(path+"/dasbor/lowongan/ekspor", url.Values{"format": {format}, "status": {"in_review"}})
			if got.Status != http.StatusOK {
				t.Fatalf("%s: status %d", format, got.Status)
			}
			if figures := figures(second(t, c, got.Body)); figures != "0 0 2 0" {
				t.Errorf("%s%s: %q", path, format, figures)
			}
			agencies := c.Post(path+"/dasbor/perusahaan/ekspor", url.Values{"format": {format}})
			if _, page := preview(t, c, desk, "perusahaan", "p."+format, agencies.Body); figures(page) != "0 0 2 0" {
				t.Errorf("agencies, %s%s: %q %s", path, format, figures(page), page.Text("tbody"))
			}
		}
	}
	if got := c.Post("/dasbor/lowongan/ekspor", url.Values{"format": {"pdf"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("unknown format: %d", got.Status)
	}
	rows, _, err := w.DB.AuditTrail(t.Context(), postgres.AuditFilter{Action: "jobs.export", Limit: 10})
	if err != nil || len(rows) != 6 {
		t.Errorf("%d rows in the trail, %v", len(rows), err)
	}
}

func TestImportOfAgencies(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.officer)
	file := []byte("Nomor SIP3MI,Nama perusahaan,Berlaku sampai,Kota,Status\n" +
		"SIP3MI-001.2024,PT Bahari Karya Utama,31/12/2031,Jakarta,Aktif\nSIP3MI 003/2026,PT Nusa Indah,1 Jan 2031,Bekasi,\nSIP3MI 002/2024,PT Samudra Mandiri,2030-01-01,,dicabut\n,PT Kosong,,,\n")
	address, page := preview(t, c, desk, "perusahaan", "p3mi.csv", file)
	if got := figures(page); got != "1 1 0 2" {
		t.Fatalf("counts %q: %s", got, page.Text("tbody"))
	}
	c.Post(address+"/simpan", nil)
	if page = c.Get(address); !strings.Contains(page.Text(".notice"), "2 baris tersimpan") {
		t.Errorf("result: %s", page.Text("main"))
	}
	if _, page = preview(t, c, desk, "perusahaan", "p3mi.csv", file); figures(page) != "0 0 2 2" {
		t.Errorf("again: %q %s", figures(page), page.Text("tbody"))
	}
	// The state has no licence, and is recognised by its name.
	state := []byte("Jenis,Nomor SIP3MI,Nama perusahaan,Berlaku sampai,Kota\nPemerintah,,Program Negara,,Jakarta\n")
	address, page = preview(t, c, desk, "perusahaan", "negara.csv", state)
	if figures(page) != "1 0 0 0" {
		t.Fatalf("the state: %q %s", figures(page), page.Text("tbody"))
	}
	c.Post(address+"/simpan", nil)
	if _, page = preview(t, c, desk, "perusahaan", "negara.csv", state); figures(page) != "0 0 1 0" {
		t.Errorf("the state again: %q %s", figures(page), page.Text("tbody"))
	}
	if _, page = preview(t, c, desk, "lowongan", "eps.csv", []byte(strings.Replace(header, "\n", "", 1)+"\n"+strings.Replace(line("N-1", "Koki", "1"), "sip3mi-001/2024", "program negara", 1))); figures(page) != "1 0 0 0" {
		t.Errorf("a job of the state: %q %s", figures(page), page.Text("tbody"))
	}
}

func TestTemplates(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.officer)
	for _, path := range []string{"", "/en"} {
		for _, kind := range []string{"lowongan", "perusahaan"} {
			for _, ext := range []string{"xlsx", "csv"} {
				got := c.Get(path + desk + "/templat/" + kind + "." + ext)
				if got.Status != http.StatusOK || !strings.Contains(got.Header.Get("Content-Disposition"), "."+ext) {
					t.Fatalf("%s.%s: %d", kind, ext, got.Status)
				}
				// As it is, the template holds nothing but its example.
				if got := upload(t, c, path+desk, kind, "t."+ext, got.Body); got.Status != http.StatusUnprocessableEntity || got.Doc.Find(".summary").Length() != 1 {
					t.Errorf("%s%s.%s: status %d", path, kind, ext, got.Status)
				}
			}
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(c.Get(desk + "/templat/lowongan.xlsx").Body))
	if err != nil {
		t.Fatal(err)
	}
	if sheets := fmt.Sprint(book.GetSheetList()); sheets != "[Lowongan Petunjuk Pilihan]" {
		t.Errorf("sheets %s", sheets)
	}
	if lists, err := book.GetDataValidations("Lowongan"); err != nil || len(lists) < 6 {
		t.Errorf("%d lists, %v", len(lists), err)
	}
	for _, name := range []string{"lain.xlsx", "lowongan.pdf", "lowongan"} {
		if got := c.Get(desk + "/templat/" + name); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", name, got.Status)
		}
	}
}

func TestBadFiles(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.officer)
	for name, tc := range map[string]struct {
		kind string
		file []byte
		want string
	}{
		"none":            {"lowongan", nil, "Pilih berkas"},
		"no kind":         {"", []byte(header), "Pilih salah satu"},
		"a picture":       {"lowongan", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00"), "bukan tabel"},
		"header only":     {"lowongan", []byte(header), "hanya berisi judul"},
		"columns missing": {"lowongan", []byte("Judul,Kota\nA,B\n"), "Kolom wajib ini tidak ada di berkas: Kode lowongan"},
		"another table":   {"lowongan", []byte("Nama,NIK\nA,B\n"), "Baris judul kolom tidak ditemukan"},
	} {
		t.Run(name, func(t *testing.T) {
			got := upload(t, c, desk, tc.kind, "x.csv", tc.file)
			if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(".summary"), tc.want) {
				t.Errorf("%d %q", got.Status, got.Text(".summary"))
			}
		})
	}
}

func TestWhoseImportsAreWhose(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.officer)
	address, _ := preview(t, c, desk, "lowongan", "a.csv", []byte(header+line("A-1", "Perawat", "1")))
	for _, other := range []*webtest.Client{w.SignIn(t, w.other), w.SignIn(t, w.mitra)} {
		for _, path := range []string{address, address + "/perbaikan.xlsx", desk + "/999999", desk + "/x"} {
			if got := other.Get(path); got.Status != http.StatusNotFound {
				t.Errorf("%s: %d", path, got.Status)
			}
		}
		if got := other.Post(address+"/simpan", nil); got.Status != http.StatusNotFound {
			t.Errorf("saving: %d", got.Status)
		}
	}
	if got := c.Get(address + "/perbaikan.xlsx"); got.Status != http.StatusNotFound {
		t.Errorf("nothing to mend: %d", got.Status)
	}
}

func TestPeopleOfAnAgencyImportItsJobsOnly(t *testing.T) {
	w := newWorld(t)
	w.saved(t, strings.Replace(line("R-1", "Milik lain", "5"), "001", "002", 1))
	c := w.SignIn(t, w.mitra)
	const area = "/mitra/lowongan/impor"
	if got := upload(t, c, area, "perusahaan", "p.csv", []byte("Nomor SIP3MI,Nama perusahaan,Berlaku sampai\nx,y,1/1/2031\n")); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("agencies: %d", got.Status)
	}
	address, page := preview(t, c, area, "lowongan", "a.csv", []byte(header+line("A-1", "Perawat", "1")+
		strings.Replace(line("A-2", "Koki", "1"), "sip3mi-001/2024", "", 1)+strings.Replace(line("R-1", "Milik lain", "9"), "001", "002", 1)))
	if got := figures(page); got != "2 0 0 1" || !strings.Contains(page.Text("tbody"), "perusahaan Anda sendiri") {
		t.Errorf("counts %q: %s", got, page.Text("tbody"))
	}
	if got := c.Post(address+"/simpan", nil); got.Location != address {
		t.Errorf("status %d", got.Status)
	}
	file := c.Post("/mitra/lowongan/ekspor", url.Values{"format": {"csv"}})
	if body := string(file.Body); strings.Contains(body, "Milik lain") || !strings.Contains(body, "Perawat") {
		t.Errorf("export: %s", body)
	}
}

func TestUploadsExpire(t *testing.T) {
	w := newWorld(t)
	olga := &app.Actor{AccountID: w.officer, Name: "Olga", Grants: []app.Grant{{Role: app.RoleOfficer}}}
	id, err := w.DB.SaveImport(context.Background(), olga, &app.ImportFile{Kind: app.ImportJobs, FileName: "a.csv", Head: []string{"Judul"}},
		[]app.ImportRow{{Number: 2, Status: app.ImportInvalid, Label: "x", Problems: []app.ImportProblem{{Column: "title", Key: sheet.ErrDate.Key}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.DB.SweepImports(t.Context()); err != nil {
		t.Fatal(err)
	}
	if f, err := w.DB.Import(t.Context(), olga, id); err != nil || f.Rows.Invalid != 1 {
		t.Errorf("swept too early: %+v, %v", f, err)
	}
	if err := w.DB.ApplyImport(t.Context(), olga, id, false); err != app.ErrImportNothing {
		t.Errorf("nothing to apply: %v", err)
	}
}
