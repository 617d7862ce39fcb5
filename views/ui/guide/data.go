// Package guide shows every part of views/ui and every block of static/css in sample pages, to look at and to test.
// TestPages checks them and, with GUIDE_DIR set, writes them there. The product never serves them.
package guide

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/static"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Pages returns the sample pages by name.
func Pages(l *i18n.Locale, assets *static.Assets) map[string]templ.Component {
	page := func(title, path, nav string) layout.Page {
		return layout.Page{L: l, Title: title, Description: "Contoh halaman", Path: path, Nav: nav, BaseURL: "https://gerbang.example", Assets: assets}
	}
	signedIn := page("", "/", "")
	signedIn.Actor, signedIn.Demo = &app.Actor{Name: "Siti Aminah", CandidateID: 1}, true
	failed := page("Data diri", "/bursa-kerja/contoh/daftar", layout.NavFairs)
	failed.HasErrors, failed.NoIndex = true, true
	staff := page("Peserta", "/panitia/1/peserta", layout.NavOrganizer)
	staff.Actor = &app.Actor{Name: "Budi Santoso", Grants: []app.Grant{{Role: app.RoleAdmin}}}
	staff.Flash = &layout.Flash{Kind: "ok", Text: "3 pendaftaran diterima. Pesan WhatsApp sedang dikirim."}
	scan := staff
	scan.Title, scan.Flash, scan.BodyClass, scan.Nav = "Pindai", nil, "scanning", layout.NavStaff
	board := scan
	board.BodyClass = "board"
	out := map[string]templ.Component{
		"home":       home(page("", "/", "")),
		"home-in":    home(signedIn),
		"jobs":       jobs(page("Lowongan", "/lowongan", layout.NavJobs)),
		"jobs-empty": jobsEmpty(page("Lowongan", "/lowongan", layout.NavJobs)),
		"job":        job(page("Perawat lansia", "/lowongan/perawat", layout.NavJobs)),
		"course":     course(page("Bahasa Jepang N4", "/pelatihan/jepang", layout.NavCourses)),
		"fair":       fair(page("Bursa Kerja Migran", "/bursa-kerja/contoh", layout.NavFairs)),
		"form":       form(failed, failedForm(l)),
		"choose":     choose(page("Pilih sesi", "/bursa-kerja/contoh/daftar", layout.NavFairs), ui.Form{L: l, Values: map[string][]string{"session": {"2"}, "consent": {"1"}}}),
		"check":      check(page("Periksa jawaban", "/bursa-kerja/contoh/daftar", layout.NavFairs)),
		"ticket":     ticket(page("Tiket", "/t/contoh", "")),
		"login":      login(page("Masuk", "/masuk", layout.NavLogin), ui.Form{L: l}),
		"account":    account(signedIn),
		"safety":     safety(page("Kerja aman", "/kerja-aman", layout.NavSafety)),
		"oops":       oops(page("Halaman tidak ditemukan", "/x", "")),
		"list":       list(staff),
		"roll":       roll(staff),
		"scan":       scanning(scan, nil),
		"board":      boardPage(board),
		"sheet":      sheet(staff),
	}
	for name, s := range scans() {
		out["scan-"+name] = scanning(scan, &s)
	}
	return out
}

func failedForm(l *i18n.Locale) ui.Form {
	return ui.Form{
		L: l,
		Values: map[string][]string{
			"name": {"Siti Aminah"}, "nik": {"3174 0141 0195 001"}, "birth_day": {"31"}, "birth_month": {"2"}, "birth_year": {"1995"},
			"sex": {"female"}, "kelurahan": {"31.74.02.1002"},
		},
		Errors: []app.FieldError{
			{Field: "nik", Key: "error.nik", Args: []any{"n", 15}},
			{Field: "birth", Key: "error.birth_date"},
			{Field: "phone", Key: "error.phone"},
		},
	}
}

func jobItems() []ui.Item {
	return []ui.Item{
		{
			Href: "/lowongan/perawat", Title: "Perawat lansia (kaigo)", Eyebrow: "SSW · PT Bahtera Karya Nusantara",
			Lead: "¥210.000 – ¥238.000 / bulan", LeadNote: "≈ Rp23.300.000 · kurs 1 Nov 2026", Route: "Osaka, Jepang",
			Badges: []ui.BadgeItem{{Tone: ui.OK, Text: "Terverifikasi", Icon: "badge-check"}, {Tone: ui.Mute, Text: "JFT-Basic A2", Icon: "languages"}, {Tone: ui.Warn, Text: "Tutup 12 Des"}},
		},
		{
			Href: "/lowongan/las", Title: "Operator las kapal", Eyebrow: "P to P · PT Samudra Jaya Abadi",
			Lead: "₩2.650.000 / bulan", LeadNote: "≈ Rp30.100.000 · kurs 1 Nov 2026", Route: "Ulsan, Korea Selatan",
			Badges: []ui.BadgeItem{{Tone: ui.OK, Text: "Terverifikasi", Icon: "badge-check"}, {Tone: ui.Mute, Text: "EPS-TOPIK", Icon: "languages"}},
		},
		{
			Href: "/lowongan/perawat-jerman", Title: "Perawat rumah sakit, program Triple Win", Eyebrow: "G to G · BP2MI",
			Lead: "€2.900 / bulan", LeadNote: "≈ Rp52.000.000 · kurs 1 Nov 2026", Route: "Hamburg, Jerman",
			Badges: []ui.BadgeItem{{Tone: ui.OK, Text: "Terverifikasi", Icon: "badge-check"}, {Tone: ui.Mute, Text: "B1", Icon: "languages"}, {Tone: ui.Err, Text: "Tutup besok", Icon: "clock"}},
		},
	}
}

func courseItem() ui.Item {
	return ui.Item{
		Href: "/pelatihan/jepang", Title: "Bahasa Jepang N4", Eyebrow: "PPKD Jakarta Selatan · Angkatan 3",
		Meta:   []ui.Meta{{Icon: "calendar-days", Text: "70 hari mulai 11 Jan 2027"}, {Icon: "map-pin", Text: "Pasar Minggu"}, {Icon: "wallet", Text: "Gratis"}},
		Meter:  &ui.Meter{Value: 18, Max: 20, Text: "812 pendaftar untuk 20 kursi"},
		Badges: []ui.BadgeItem{{Tone: ui.OK, Text: "Pendaftaran buka"}, {Tone: ui.Warn, Text: "Tutup 30 Nov"}},
	}
}

func fairItem() ui.Item {
	return ui.Item{
		Href: "/bursa-kerja/contoh", Title: "Bursa Kerja Migran Jakarta Selatan 2026", Eyebrow: "BP3MI DKI Jakarta",
		Date:   &ui.DateBlock{Weekday: "Sabtu", Day: "12", Month: "Des 2026"},
		Meta:   []ui.Meta{{Icon: "clock", Text: "08.00–15.00 WIB"}, {Icon: "map-pin", Text: "GOR Bulungan, Kebayoran Baru"}, {Icon: "building-2", Text: "24 perusahaan, 1.840 lowongan"}},
		Badges: []ui.BadgeItem{{Tone: ui.OK, Text: "Masih ada tempat"}},
	}
}

func scans() map[string]ui.Scan {
	return map[string]ui.Scan{
		"ok":  {State: ui.ScanOK, Title: "Boleh masuk", Name: "Siti Aminah", Lines: []string{"Sesi 09.00–09.50 WIB"}},
		"dup": {State: ui.ScanDuplicate, Title: "Sudah masuk", Name: "Siti Aminah", Lines: []string{"09.42, Pintu A, oleh Budi"}},
		"no":  {State: ui.ScanReject, Title: "Jangan masuk", Lines: []string{"Tiket ini untuk acara lain"}},
		"off": {State: ui.ScanOffline, Title: "Tersimpan di HP", Lines: []string{"Dicek saat ada internet"}},
	}
}

// picture draws something square and black on white in the place of a QR code.
func picture() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, `<svg viewBox="0 0 29 29" role="img" aria-label="Kode QR"><path fill="#fff" d="M0 0h29v29H0z"/><path d="`); err != nil {
			return err
		}
		seed := uint32(7)
		for y := 4; y < 25; y++ {
			for x := 4; x < 25; x++ {
				seed = seed*1664525 + 1013904223
				corner := (x < 12 || x > 16) && (y < 12 || y > 16) && (x < 12 || y < 12)
				if !corner && seed>>31 == 1 {
					if _, err := io.WriteString(w, "M"+strconv.Itoa(x)+" "+strconv.Itoa(y)+"h1v1h-1z"); err != nil {
						return err
					}
				}
			}
		}
		_, err := io.WriteString(w, `"/><path fill-rule="evenodd" d="M4 4h7v7H4zm1 1v5h5V5zm1 1h3v3H6zM18 4h7v7h-7zm1 1v5h5V5zm1 1h3v3h-3zM4 18h7v7H4zm1 1v5h5v-5zm1 1h3v3H6z"/></svg>`)
		return err
	})
}

func kecamatan() []ui.OptionGroup {
	return []ui.OptionGroup{
		{Label: "Tebet", Options: []ui.Option{{Value: "31.74.01.1001", Text: "Tebet Timur"}, {Value: "31.74.01.1002", Text: "Tebet Barat"}}},
		{Label: "Setiabudi", Options: []ui.Option{{Value: "31.74.02.1001", Text: "Setia Budi"}, {Value: "31.74.02.1002", Text: "Karet Semanggi"}}},
	}
}

type person struct{ name, nik, kelurahan, session string }

func people() []person {
	return []person{
		{"Siti Aminah", "3174 •••• •••• 0001", "Tebet Timur", "09.00–09.50"},
		{"Sukarno", "3174 •••• •••• 0024", "Karet Semanggi", "09.00–09.50"},
		{"Maria Goretti Wulandari Simanjuntak", "3275 •••• •••• 0003", "Luar DKI – Kota Bekasi", "10.00–10.50"},
	}
}
