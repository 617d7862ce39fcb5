package organizer_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/organizer"
)

var sixteen = regexp.MustCompile(`\d{16}`)

// download fetches a file and fails unless it comes.
func (w *world) download(t *testing.T, query, format string) []byte {
	t.Helper()
	got := w.SignIn(t, w.panitia).Post(download+"?"+query, url.Values{"format": {format}, "cakupan": {"tampil"}})
	if got.Status != http.StatusOK {
		t.Fatalf("status %d", got.Status)
	}
	return got.Body
}

// column returns what stands in a column below its header.
func column(t *testing.T, rows [][]string, header string) []string {
	t.Helper()
	i := slices.Index(rows[0], header)
	if i < 0 {
		t.Fatalf("no column %q in %q", header, rows[0])
	}
	var out []string
	for _, r := range rows[1:] {
		cell := ""
		if i < len(r) {
			cell = r[i]
		}
		out = append(out, cell)
	}
	return out
}

func readCSV(t *testing.T, file []byte, comma rune) [][]string {
	t.Helper()
	file, ok := bytes.CutPrefix(file, []byte("\xef\xbb\xbf"))
	if !ok {
		t.Error("no byte order mark: Excel would not read it as UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestExportCSV(t *testing.T) {
	w := newWorld(t)
	for format, comma := range map[string]rune{"csv": ',', "csv-titik-koma": ';'} {
		file := w.download(t, "urut=daftar", format)
		if found := sixteen.Find(file); found != nil {
			t.Errorf("a number of 16 digits stands in the file: %s", found)
		}
		rows := readCSV(t, file, comma)
		for header, want := range map[string][]string{
			"No":             {"1", "2", "3", "4", "5"},
			"Nama":           {"Siti Nur Aisyah", "José Álvarez", "田中 太郎", "'" + injected, "Tanpa Data"},
			"NIK":            {"•••• •••• •••• 0042", "•••• •••• •••• 0001", "•••• •••• •••• 0007", "•••• •••• •••• 0008", "Tidak diketahui"},
			"No. HP":         {"•••• 7890", "•••• 0001", "•••• 0007", "•••• 0008", "Tidak diketahui"},
			"L/P":            {"P", "L", "L", "L", "Tidak diketahui"},
			"Umur":           {"25", "36", "31", "31", "Tidak diketahui"},
			"Pendidikan":     {"SLTA", "Tidak diketahui", "Tidak diketahui", "Tidak diketahui", "Tidak diketahui"},
			"Domisili":       {"DKI Jakarta", "Luar DKI", "DKI Jakarta", "DKI Jakarta", "Tidak diketahui"},
			"Kota/kabupaten": {"Jakarta Selatan", "Kota Bekasi", "Jakarta Selatan", "Jakarta Selatan", "Tidak diketahui"},
			"RT/RW":          {"RT 003/RW 012", "", "RT 003/RW 012", "RT 003/RW 012", "Tidak diketahui"},
			"Mulai sesi":     {"2026-12-12 09:00:00", "2026-12-12 09:00:00", "2026-12-12 12:00:00", "2026-12-12 09:00:00", ""},
			"Status":         {"Terkonfirmasi", "Terkonfirmasi", "Daftar tunggu", "Terkonfirmasi", "Dibatalkan"},
			"Waktu daftar":   {"2026-12-11 17:02:00", "2026-12-11 17:03:00", "2026-12-11 17:04:00", "2026-12-11 17:05:00", "2026-12-11 17:06:00"},
			"Kehadiran":      {"Hadir", "Belum hadir", "Belum hadir", "Belum hadir", "Belum hadir"},
			"Waktu hadir":    {"2026-12-12 09:42:00", "", "", "", ""},
			"Pintu":          {"Pintu A", "", "", "", ""},
			"Kode tiket":     {w.codes[0].Human(), w.codes[1].Human(), "", w.codes[2].Human(), ""},
		} {
			if got := column(t, rows, header); !slices.Equal(got, want) {
				t.Errorf("%s, %s: %q, want %q", format, header, got, want)
			}
		}
	}
}

func TestExportXLSX(t *testing.T) {
	w := newWorld(t)
	file := w.download(t, "urut=daftar&hadir=belum&domisili=dki", "xlsx")
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Peserta", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := column(t, rows, "Nama"); !slices.Equal(got, []string{"田中 太郎", injected}) {
		t.Errorf("names %q", got)
	}
	if got := column(t, rows, "RT/RW"); got[0] != "RT 003/RW 012" {
		t.Errorf("RT/RW %q", got)
	}
	registered := slices.Index(rows[0], "Waktu daftar") + 1
	cell, err := excelize.CoordinatesToCellName(registered, 2)
	if err != nil {
		t.Fatal(err)
	}
	if kind, err := book.GetCellType("Peserta", cell); err != nil || kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Errorf("the time of registration is text: %v, %v", kind, err)
	}
	if shown, err := book.GetCellValue("Peserta", cell); err != nil || shown != "11/12/2026 17:04" {
		t.Errorf("the time of registration shows as %q, %v", shown, err)
	}
	for _, sheet := range book.GetSheetList() {
		if formulas, err := book.SearchSheet(sheet, "="+strings.TrimPrefix(injected, "=")); err != nil || len(formulas) > 1 {
			t.Errorf("%s: %v, %v", sheet, formulas, err)
		}
		all, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if found := sixteen.FindString(fmt.Sprint(all)); found != "" {
			t.Errorf("%s: a number of 16 digits: %s", sheet, found)
		}
	}
	name, _ := excelize.CoordinatesToCellName(slices.Index(rows[0], "Nama")+1, 3)
	if formula, err := book.GetCellFormula("Peserta", name); err != nil || formula != "" {
		t.Errorf("a name became the formula %q, %v", formula, err)
	}
	info, err := book.GetRows("Keterangan")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, r := range info {
		if len(r) == 2 {
			said[r[0]] = r[1]
		}
	}
	for name, want := range map[string]string{
		"Acara": "Bursa Kerja Tebet", "Jumlah peserta dalam berkas": "2", "Filter: Kehadiran": "Belum hadir", "Filter: Domisili": "DKI Jakarta",
		"Urutkan": "Waktu daftar, naik", "Dibuat pada": "12 Des 2026, 09.42\u00a0WIB", "Dibuat oleh": "Rina Panitia",
	} {
		if said[name] != want {
			t.Errorf("info %s: %q, want %q", name, said[name], want)
		}
	}
	if !strings.Contains(said["Data pribadi"], "NIK disamarkan") {
		t.Errorf("info: %q", said)
	}
}

func TestExportAnswer(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	for format, kind := range map[string]string{"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"} {
		got := c.Post("/en"+download, url.Values{"format": {format}})
		want := `attachment; filename="peserta-bursa-kerja-tebet-20261212-0942.` + format + `"`
		if got.Header.Get("Content-Type") != kind || got.Header.Get("Content-Disposition") != want || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", format, got.Header)
		}
	}
	rows := readCSV(t, c.Post("/en"+download, url.Values{"format": {"csv"}}).Body, ',')
	if !slices.Contains(rows[0], "Ticket code") || !slices.Contains(column(t, rows, "Sex"), "F") {
		t.Errorf("English headers and words: %q", rows)
	}
}

func TestExportScope(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	for scope, want := range map[string]int{"tampil": 1, "semua": 5, "": 1} {
		got := c.Post(download+"?status=waitlisted", url.Values{"format": {"csv"}, "cakupan": {scope}})
		if rows := readCSV(t, got.Body, ','); len(rows)-1 != want {
			t.Errorf("scope %q: %d rows, want %d", scope, len(rows)-1, want)
		}
	}
}

func TestExportForm(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	got := c.Get(download + "?status=confirmed&hadir=belum")
	if labels := texts(got, "form.export label"); !slices.Contains(labels, "Yang tampil: 2 dari 5 peserta") || !slices.Contains(labels, "Semua: 5 peserta") {
		t.Errorf("scopes %q", labels)
	}
	if action, _ := got.Doc.Find("form.export").Attr("action"); action != download+"?hadir=belum&status=confirmed" {
		t.Errorf("the form leads to %q", action)
	}
	if checked, _ := got.Doc.Find("input[name=format][checked]").Attr("value"); checked != "xlsx" {
		t.Errorf("chosen format %q", checked)
	}
	for _, format := range []string{"", "pdf"} {
		got = c.Post(download+"?status=confirmed", url.Values{"format": {format}, "cakupan": {"semua"}})
		if got.Status != http.StatusUnprocessableEntity || got.Doc.Find(".summary a[href='#f-format']").Length() != 1 {
			t.Errorf("format %q: %d", format, got.Status)
		}
		if checked, _ := got.Doc.Find("input[name=cakupan][checked]").Attr("value"); checked != "semua" {
			t.Errorf("format %q: the scope is not kept: %q", format, checked)
		}
	}
}

func TestExportIsAudited(t *testing.T) {
	w := newWorld(t)
	trail := func() []postgres.AuditRow {
		t.Helper()
		rows, _, err := w.DB.AuditTrail(t.Context(), postgres.AuditFilter{Action: "participants.export", Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	w.SignIn(t, w.panitia).Get(download)
	w.SignIn(t, w.panitia).Post(download, url.Values{"format": {"pdf"}})
	w.SignIn(t, w.elsewhere).Post(download, url.Values{"format": {"csv"}})
	if rows := trail(); len(rows) != 0 {
		t.Errorf("nothing has left, yet the trail says %+v", rows)
	}
	w.download(t, "status=confirmed&q=siti", "xlsx")
	rows := trail()
	if len(rows) != 1 || rows[0].AccountID != w.panitia || rows[0].EventID != w.fair || rows[0].RequestID == "" {
		t.Fatalf("trail %+v", rows)
	}
	said := fmt.Sprint(rows[0].Changes)
	for _, want := range []string{"xlsx", "confirmed"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
	if strings.Contains(said, "siti") {
		t.Errorf("the trail keeps whom somebody looked for: %s", said)
	}
}

// brokenLine takes some bytes and then no more, as a phone out of reach does.
type brokenLine struct{ left int }

func (b *brokenLine) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, http.ErrHandlerTimeout
	}
	return len(p), nil
}

func TestWriteParticipants(t *testing.T) {
	w := newWorld(t)
	actor, l := app.System("command line"), w.Kit.Bundle.Locale("id")
	event, err := w.DB.EventForStaff(t.Context(), actor, app.Export, "bursa-kerja-tebet")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range organizer.Formats() {
		var file bytes.Buffer
		if err := organizer.WriteParticipants(t.Context(), w.DB, actor, event, postgres.ParticipantFilter{}, l, format, &file); err != nil || file.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", format, file.Len(), err)
		}
		if err := organizer.WriteParticipants(t.Context(), w.DB, actor, event, postgres.ParticipantFilter{}, l, format, &brokenLine{left: 100}); err == nil {
			t.Errorf("%s: a line that breaks goes unnoticed", format)
		}
	}
	if err := organizer.WriteParticipants(t.Context(), w.DB, &app.Actor{AccountID: w.elsewhere}, event, postgres.ParticipantFilter{}, l, organizer.CSV, &bytes.Buffer{}); err == nil {
		t.Error("somebody without the right writes the file")
	}
}

func TestExportOfNobody(t *testing.T) {
	w := newWorld(t)
	rows := readCSV(t, w.download(t, "q=tidak+ada", "csv"), ',')
	if len(rows) != 1 {
		t.Errorf("%d rows, want the header alone", len(rows))
	}
	if _, err := excelize.OpenReader(bytes.NewReader(w.download(t, "q=tidak+ada", "xlsx"))); err != nil {
		t.Errorf("an empty XLSX: %v", err)
	}
}
