package server_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/server"
	"gerbang/app/web/webtest"
)

// Who may open what, written down a second time and by hand: a route whose
// permission changes by mistake, or that is missing here, fails the test.
// Roles: c candidate, p petugas, o panitia, m mitra, f officer, a admin;
// "*" is everybody, signed in or not.
var mayOpen = withForms(map[string]string{
	"GET /":                               "*",
	"GET /lowongan":                       "*",
	"GET /lowongan/:slug":                 "*",
	"GET /lowongan/:slug/simpan":          "c",
	"POST /lowongan/:slug/simpan":         "*",
	"GET /kartu.png":                      "*",
	"GET /lowongan/:slug/kartu.png":       "*",
	"GET /pelatihan/:slug/kartu.png":      "*",
	"GET /bursa-kerja/:slug/kartu.png":    "*",
	"GET /sosialisasi/:slug/kartu.png":    "*",
	"GET /lowongan/umpan.xml":             "*",
	"GET /pelatihan":                      "*",
	"GET /pelatihan/:slug":                "*",
	"GET /cari":                           "*",
	"GET /bursa-kerja":                    "*",
	"GET /bursa-kerja/umpan.xml":          "*",
	"GET /bursa-kerja/:slug":              "*",
	"GET /bursa-kerja/:slug/perusahaan":   "*",
	"GET /pelatihan/umpan.xml":            "*",
	"GET /pelatihan/:slug/kalender.ics":   "*",
	"GET /bursa-kerja/:slug/kalender.ics": "*",
	"GET /sosialisasi/:slug/kalender.ics": "*",
	"GET /acara.ics":                      "*",
	"GET /sosialisasi":                    "*",
	"GET /sosialisasi/umpan.xml":          "*",
	"GET /sosialisasi/:slug":              "*",
	"GET /kerja-aman":                     "*",
	"GET /kerja-aman/cek-perusahaan":      "*",
	"GET /lowongan/:slug/lapor":           "*",
	"POST /lowongan/:slug/lapor":          "*",
	"GET /kerja-aman/lapor":               "*",
	"POST /kerja-aman/lapor":              "*",
	"GET /kerja-aman/lapor/terkirim":      "*",
	"GET /kerja-aman/laporan":             "*",
	"POST /kerja-aman/laporan":            "*",
	"POST /kerja-aman/laporan/tambah":     "*",
	"POST /kerja-aman/laporan/keluar":     "*",
	"GET /berita":                         "*",
	"GET /berita/umpan.xml":               "*",
	"GET /berita/:slug":                   "*",
	"GET /berita/:slug/kartu.png":         "*",
	"GET /bantuan":                        "*",
	"GET /privasi":                        "*",
	"GET /aksesibilitas":                  "*",
	"GET /masuk":                          "*",
	"POST /masuk":                         "*",
	"GET /masuk/kode":                     "*",
	"POST /masuk/kode":                    "*",
	"GET /masuk/petugas":                  "*",
	"POST /masuk/petugas":                 "*",
	"POST /keluar":                        "*",
	"GET /demo/pesan":                     "*",
	"GET /t/:code":                        "*",
	"GET /t/:code/kalender.ics":           "*",
	"GET /t/:code/tiket.png":              "*",
	"GET /t/:code/tiket.pdf":              "*",
	"GET /manifest.webmanifest":           "*",

	"GET /pelatihan/jalur-jepang": "*",

	"GET /akun/dokumen":                      "c",
	"GET /akun/dokumen/:kind":                "c",
	"POST /akun/dokumen/:kind":               "c",
	"POST /akun/dokumen/:kind/nyatakan":      "c",
	"POST /akun/dokumen/:kind/hapus":         "c",
	"GET /akun/dokumen/:kind/berkas":         "c",
	"GET /akun/privasi":                      "c",
	"POST /akun/privasi/:purpose":            "c",
	"POST /akun/pengingat":                   "c",
	"GET /akun/data":                         "c",
	"POST /akun/data/salinan":                "c",
	"GET /akun/data/salinan/:key":            "c",
	"GET /akun/data/hapus":                   "c",
	"POST /akun/data/hapus":                  "c",
	"GET /akun/data/permintaan":              "c",
	"POST /akun/data/permintaan":             "c",
	"GET /akun/kode":                         "c",
	"POST /akun/kode":                        "c",
	"POST /akun/kode/kirim":                  "c",
	"GET /akun/perangkat":                    "c",
	"POST /akun/perangkat/keluar-lainnya":    "c",
	"POST /akun/perangkat/:id/keluar":        "c",
	"GET /panitia/:event/dokumen":            "o a",
	"GET /panitia/:event/dokumen/:id":        "o a",
	"POST /panitia/:event/dokumen/:id":       "o a",
	"GET /panitia/:event/dokumen/:id/berkas": "o a",
	"GET /admin/permintaan-data":             "a",
	"GET /admin/permintaan-data/:id":         "a",
	"POST /admin/permintaan-data/:id":        "a",

	"GET /akun":                             "c",
	"GET /akun/tiket":                       "c",
	"GET /akun/pendaftaran":                 "c",
	"GET /akun/pendaftaran/:id":             "c",
	"GET /akun/pendaftaran/:id/batal":       "c",
	"POST /akun/pendaftaran/:id/batal":      "c",
	"GET /akun/pendaftaran/:id/sesi":        "c",
	"POST /akun/pendaftaran/:id/sesi":       "c",
	"POST /akun/pendaftaran/:id/terima":     "c",
	"POST /akun/pendaftaran/:id/konfirmasi": "c",
	"GET /akun/pendaftaran/:id/tiket-baru":  "c",
	"POST /akun/pendaftaran/:id/tiket-baru": "c",
	"GET /akun/lowongan":                    "c",
	"POST /akun/lowongan/kabar":             "c",
	"GET /akun/pencarian":                   "c",
	"GET /akun/pencarian/baru":              "c",
	"POST /akun/pencarian/baru":             "c",
	"GET /akun/pencarian/:id":               "c",
	"POST /akun/pencarian/:id":              "c",
	"POST /akun/pencarian/:id/buka":         "c",
	"POST /akun/pencarian/:id/hapus":        "c",
	"GET /berhenti/:code":                   "*",
	"POST /berhenti/:code/lagi":             "*",
	"POST /berhenti/:code":                  "*",
	"GET /akun/profil":                      "c",
	"GET /akun/profil/identitas":            "c",
	"POST /akun/profil/identitas":           "c",
	"GET /akun/profil/alamat":               "c",
	"POST /akun/profil/alamat":              "c",

	"GET /akun/profil/pendidikan":            "c",
	"POST /akun/profil/pendidikan":           "c",
	"GET /akun/profil/bahasa":                "c",
	"POST /akun/profil/bahasa":               "c",
	"GET /akun/profil/bahasa/:id":            "c",
	"POST /akun/profil/bahasa/:id":           "c",
	"POST /akun/profil/bahasa/:id/hapus":     "c",
	"GET /akun/profil/pengalaman":            "c",
	"POST /akun/profil/pengalaman":           "c",
	"GET /akun/profil/pengalaman/:id":        "c",
	"POST /akun/profil/pengalaman/:id":       "c",
	"POST /akun/profil/pengalaman/:id/hapus": "c",

	"GET /petugas":                "p o m f a",
	"GET /petugas/pindai/:event":  "p o a",
	"POST /petugas/pindai/:event": "p o a",

	"GET /petugas/pindai/:event/daftar":   "p o a",
	"POST /petugas/pindai/:event/kirim":   "p o a",
	"GET /petugas/belum-terkirim":         "p o m f a",
	"GET /petugas/aplikasi.webmanifest":   "*",
	"GET /petugas/kehadiran/:session":     "p o a",
	"POST /petugas/kehadiran/:session":    "p o a",
	"GET /petugas/kehadiran/kelas/:event": "p o a",

	"GET /panitia":                           "o f a",
	"GET /panitia/:event/peserta":            "o f a",
	"GET /panitia/:event/ekspor":             "o a",
	"POST /panitia/:event/ekspor":            "o a",
	"GET /panitia/:event/peserta/:id/tiket":  "o a",
	"POST /panitia/:event/peserta/:id/tiket": "o a",

	"GET /dasbor/aduan":                            "f a",
	"GET /dasbor/aduan/:id":                        "f a",
	"GET /dasbor/aduan/:id/foto/:key":              "f a",
	"POST /dasbor/aduan/:id/ambil":                 "f a",
	"POST /dasbor/aduan/:id/teruskan":              "f a",
	"POST /dasbor/aduan/:id/catatan":               "f a",
	"POST /dasbor/aduan/:id/balas":                 "f a",
	"POST /dasbor/aduan/:id/tutup":                 "f a",
	"POST /dasbor/aduan/:id/buka":                  "f a",
	"POST /dasbor/aduan/:id/kontak":                "f a",
	"GET /dasbor/lowongan/ekspor":                  "m f a",
	"POST /dasbor/lowongan/ekspor":                 "m f a",
	"GET /dasbor/perusahaan/ekspor":                "f a",
	"POST /dasbor/perusahaan/ekspor":               "f a",
	"GET /mitra/lowongan/ekspor":                   "m f a",
	"POST /mitra/lowongan/ekspor":                  "m f a",
	"GET /dasbor/impor":                            "m f a",
	"POST /dasbor/impor":                           "m f a",
	"GET /dasbor/impor/templat/:file":              "m f a",
	"GET /dasbor/impor/:id":                        "m f a",
	"POST /dasbor/impor/:id/simpan":                "m f a",
	"GET /dasbor/impor/:id/perbaikan.xlsx":         "m f a",
	"GET /mitra/lowongan/impor":                    "m f a",
	"POST /mitra/lowongan/impor":                   "m f a",
	"GET /mitra/lowongan/impor/templat/:file":      "m f a",
	"GET /mitra/lowongan/impor/:id":                "m f a",
	"POST /mitra/lowongan/impor/:id/simpan":        "m f a",
	"GET /mitra/lowongan/impor/:id/perbaikan.xlsx": "m f a",

	"GET /dasbor/pelatihan":                    "o a",
	"POST /dasbor/pelatihan/status":            "o a",
	"GET /dasbor/pelatihan/baru":               "o a",
	"POST /dasbor/pelatihan/baru":              "o a",
	"GET /dasbor/pelatihan/:id":                "o a",
	"GET /dasbor/pelatihan/:id/pratinjau":      "o a",
	"GET /dasbor/pelatihan/:id/ubah":           "o a",
	"POST /dasbor/pelatihan/:id/ubah":          "o a",
	"POST /dasbor/pelatihan/:id/status":        "o a",
	"POST /dasbor/pelatihan/:id/gandakan":      "o a",
	"GET /dasbor/pelatihan/:id/jadwal":         "o a",
	"POST /dasbor/pelatihan/:id/jadwal":        "o a",
	"GET /dasbor/pelatihan/:id/sesi/:session":  "o a",
	"POST /dasbor/pelatihan/:id/sesi/:session": "o a",
	"GET /dasbor/berita":                       "o f a",
	"GET /dasbor/berita/baru":                  "o f a",
	"POST /dasbor/berita/baru":                 "o f a",
	"GET /dasbor/berita/:id":                   "o f a",
	"POST /dasbor/berita/:id":                  "o f a",

	"GET /admin/pengguna":           "a",
	"GET /admin/jejak-audit":        "a",
	"GET /admin/antrean":            "a",
	"POST /admin/antrean/:id/ulang": "a",

	"GET /kerja-aman/cek-perusahaan/:slug": "*",

	"GET /dasbor/perusahaan":                    "f a",
	"GET /dasbor/perusahaan/baru":               "f a",
	"POST /dasbor/perusahaan/baru":              "f a",
	"GET /dasbor/perusahaan/massal":             "f a",
	"POST /dasbor/perusahaan/massal":            "f a",
	"GET /dasbor/perusahaan/:id":                "f a",
	"GET /dasbor/perusahaan/:id/ubah":           "f a",
	"POST /dasbor/perusahaan/:id/ubah":          "f a",
	"GET /dasbor/perusahaan/:id/izin/:langkah":  "f a",
	"POST /dasbor/perusahaan/:id/izin/:langkah": "f a",
	"POST /dasbor/perusahaan/:id/periksa":       "f a",

	"GET /dasbor/acuan":                         "f a",
	"GET /dasbor/acuan/kontak":                  "f a",
	"GET /dasbor/acuan/kontak/:id":              "f a",
	"POST /dasbor/acuan/kontak/:id":             "f a",
	"POST /dasbor/acuan/kontak/:id/naik":        "f a",
	"POST /dasbor/acuan/kontak/:id/turun":       "f a",
	"GET /dasbor/acuan/tanda-bahaya":            "f a",
	"GET /dasbor/acuan/tanda-bahaya/:id":        "f a",
	"POST /dasbor/acuan/tanda-bahaya/:id":       "f a",
	"POST /dasbor/acuan/tanda-bahaya/:id/naik":  "f a",
	"POST /dasbor/acuan/tanda-bahaya/:id/turun": "f a",
	"GET /dasbor/acuan/pos":                     "f a",
	"GET /dasbor/acuan/pos/:id":                 "f a",
	"POST /dasbor/acuan/pos/:id":                "f a",
	"GET /dasbor/acuan/kurs":                    "f a",
	"POST /dasbor/acuan/kurs":                   "f a",
	"GET /dasbor/acuan/negara":                  "f a",
	"GET /dasbor/acuan/negara/:slug":            "f a",
	"POST /dasbor/acuan/negara/:slug":           "f a",
	"GET /dasbor/acuan/sektor":                  "f a",
	"GET /dasbor/acuan/sektor/:slug":            "f a",
	"POST /dasbor/acuan/sektor/:slug":           "f a",
	"GET /dasbor/acuan/bahasa":                  "f a",
	"GET /dasbor/acuan/bahasa/:slug":            "f a",
	"POST /dasbor/acuan/bahasa/:slug":           "f a",
	"GET /dasbor/acuan/kata":                    "f a",
	"POST /dasbor/acuan/kata":                   "f a",
	"GET /dasbor/acuan/kata/:slug":              "f a",
	"POST /dasbor/acuan/kata/:slug":             "f a",
})

// addJobDesk adds the pages on which vacancies are kept, under both addresses.
func addJobDesk(table map[string]string) {
	table["GET /dasbor"] = "f a"
	table["GET /dasbor/verifikasi"] = "f a"
	for _, list := range []string{"/dasbor/lowongan", "/mitra/lowongan"} {
		for _, name := range []string{"GET ", "GET massal", "POST massal", "GET baru", "POST baru"} {
			method, page, _ := strings.Cut(name, " ")
			table[strings.TrimSuffix(method+" "+list+"/"+page, "/")] = "m f a"
		}
		table["GET "+list+"/:id"] = "m f a"
		table["GET "+list+"/:id/pratinjau"] = "m f a"
		table["GET "+list+"/:id/ubah"] = "m f a"
		table["GET "+list+"/:id/bukti/:key"] = "m f a"
		for action, roles := range map[string]string{
			"ubah": "m f a", "salin": "m f a", "ajukan": "m f a", "tutup": "m f a", "buka": "m f a", "penempatan": "m f a", "penempatan/batal": "m f a",
			"kembalikan": "f a", "tayangkan": "f a", "cabut": "f a", "pulihkan": "f a",
		} {
			table["POST "+list+"/:id/"+action] = roles
		}
	}
}

// addEventDesk adds the pages on which an organizer decides about an event.
func addEventDesk(table map[string]string) {
	for _, page := range []string{"", "/sesi", "/peserta/:id"} {
		table["GET /panitia/:event"+page] = "o f a"
	}
	for _, page := range []string{"/baru", "/:event/pengaturan", "/:event/sesi/baru", "/:event/sesi/:session"} {
		table["GET /panitia"+page], table["POST /panitia"+page] = "o a", "o a"
	}
	for _, action := range []string{"status", "gandakan", "pratinjau", "pratinjau/formulir", "sesi", "peserta/tindakan"} {
		table["POST /panitia/:event/"+action] = "o a"
	}
}

// withForms adds the registration forms, which the three kinds of event share.
func withForms(table map[string]string) map[string]string {
	for _, kind := range []string{"/pelatihan", "/bursa-kerja", "/sosialisasi"} {
		table["GET "+kind+"/:slug/daftar"] = "*"
		table["GET "+kind+"/:slug/daftar/berkas/:question"] = "c"
		for _, step := range []string{"identitas", "alamat", "pendidikan", "wali", "sesi", "pertanyaan", "dokumen", "persetujuan", "periksa"} {
			table["GET "+kind+"/:slug/daftar/"+step] = "c"
			table["POST "+kind+"/:slug/daftar/"+step] = "c"
		}
	}
	addJobDesk(table)
	addSelection(table)
	addEventDesk(table)
	for _, name := range []string{"GET ", "GET /kirim", "POST /kirim", "GET /riwayat", "GET /riwayat/:id", "POST /riwayat/:id/ulang", "GET /:kind", "POST /:kind"} {
		method, page, _ := strings.Cut(name, " ")
		table[method+" /panitia/:event/pesan"+page] = "o a"
	}
	addQuestionDesk(table)
	return table
}

func addQuestionDesk(table map[string]string) {
	const event = "/panitia/:event"
	for _, page := range []string{"/pertanyaan", "/pertanyaan/:id", "/pratinjau-formulir", "/dokumen-diminta"} {
		table["GET "+event+page] = "o a"
	}
	for _, page := range []string{"/pertanyaan/:id", "/pertanyaan/:id/naik", "/pertanyaan/:id/turun", "/pertanyaan/:id/hentikan", "/pratinjau-formulir", "/dokumen-diminta"} {
		table["POST "+event+page] = "o a"
	}
	for _, page := range []string{"/jawaban", "/berkas/:question"} {
		table["GET "+event+"/peserta/:registration"+page] = "o f a"
	}
}

var roleLetters = map[app.Role]string{
	app.RoleCandidate: "c", app.RolePetugas: "p", app.RolePanitia: "o", app.RoleMitra: "m", app.RoleOfficer: "f", app.RoleAdmin: "a",
}

func TestEveryRouteForEveryRole(t *testing.T) {
	s := webtest.New(t)
	clients := map[string]func() *webtest.Client{"": func() *webtest.Client { return s.Client(t) }}
	for _, role := range app.Roles() {
		id := accountWith(t, s.DB, role)
		clients[roleLetters[role]] = func() *webtest.Client { return s.SignIn(t, id) }
	}

	seen := map[string]bool{}
	for _, r := range server.Routes(s.Kit) {
		name := r.Method + " " + r.Path
		seen[name] = true
		want, ok := mayOpen[name]
		if !ok {
			t.Errorf("%s: the table does not say who may open it", name)
			continue
		}
		for _, prefix := range []string{"", "/en"} {
			path := prefix + strings.NewReplacer(":slug", "tidak-ada", ":event", "tidak-ada", ":code", "0000000000000000", ":id", "999999", ":kind", "confirmed").Replace(r.Path)
			for letter, client := range clients {
				allowed := want == "*" || letter != "" && slices.Contains(strings.Fields(want), letter)
				got := request(client(), r.Method, path)
				if allowed == turnedAway(got) {
					t.Errorf("%s as %q: allowed should be %v, got %d %s", r.Method+" "+path, letter, allowed, got.Status, got.Location)
				}
				if got.Status >= 500 {
					t.Errorf("%s as %q: status %d", r.Method+" "+path, letter, got.Status)
				}
			}
		}
	}
	for name := range mayOpen {
		if !seen[name] {
			t.Errorf("%s stands in the table but is no route", name)
		}
	}
}

func request(c *webtest.Client, method, path string) *webtest.Response {
	if method == http.MethodPost {
		return c.Post(path, url.Values{})
	}
	return c.Get(path)
}

// turnedAway reports whether the answer is a refusal or the way to a login.
func turnedAway(r *webtest.Response) bool {
	login := strings.TrimPrefix(r.Location, "/en")
	return r.Status == http.StatusForbidden || r.Status == http.StatusUnauthorized ||
		r.Status == http.StatusSeeOther && strings.HasPrefix(login, "/masuk") && strings.Contains(login, "kembali=")
}

func accountWith(t *testing.T, db *postgres.DB, role app.Role) int64 {
	t.Helper()
	ctx, actor := t.Context(), app.System("test")
	if role == app.RoleCandidate {
		id, err := db.CandidateAccount(ctx, "candidate@example.test", "")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	id, err := db.CreateStaff(ctx, actor, "Staff "+string(role), string(role)+"@example.test", "x", []app.Grant{{Role: role}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestOtherOriginsAreRefused(t *testing.T) {
	s := webtest.New(t)
	for name, header := range map[string]http.Header{
		"cross-site":   {"Sec-Fetch-Site": {"cross-site"}},
		"same-site":    {"Sec-Fetch-Site": {"same-site"}},
		"other origin": {"Sec-Fetch-Site": {""}, "Origin": {"https://elsewhere.test"}},
		"null origin":  {"Sec-Fetch-Site": {""}, "Origin": {"null"}},
		"no origin":    {"Sec-Fetch-Site": {""}},
	} {
		t.Run(name, func(t *testing.T) {
			c := s.Client(t)
			c.Header = header
			if got := c.Post("/keluar", nil); got.Status != http.StatusForbidden {
				t.Errorf("status %d", got.Status)
			}
		})
	}
	c := s.Client(t)
	c.Header = http.Header{"Sec-Fetch-Site": {""}, "Origin": {webtest.Base}}
	if got := c.Post("/keluar", nil); got.Status == http.StatusForbidden {
		t.Error("the site's own origin is refused")
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := webtest.New(t)
	for _, path := range []string{"/", "/lowongan", "/no-such-page", "/en", "/masuk", "/static/none.css"} {
		got := s.Client(t).Get(path)
		policy := got.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe-inline") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: headers %v", path, got.Header)
		}
	}
}

// Programs that show previews of links ask with HEAD first.
func TestHeadIsAnsweredAsGet(t *testing.T) {
	s := webtest.New(t)
	for path, want := range map[string]int{"/": http.StatusOK, "/en/lowongan": http.StatusOK, "/robots.txt": http.StatusOK, "/lowongan/tidak-ada": http.StatusNotFound} {
		got := s.Client(t).Do(http.MethodHead, path, "", nil)
		if got.Status != want || len(got.Body) > 0 {
			t.Errorf("%s: status %d with %d bytes", path, got.Status, len(got.Body))
		}
	}
}

func TestProblemPagesSpeakTheLanguageOfTheAddress(t *testing.T) {
	s := webtest.New(t)
	for path, want := range map[string]string{"/tidak-ada": "Halaman tidak ditemukan", "/en/tidak-ada": "Page not found"} {
		got := s.Client(t).Get(path)
		if got.Status != http.StatusNotFound || !strings.Contains(got.Text("h1"), want) {
			t.Errorf("%s: %d %q", path, got.Status, got.Text("h1"))
		}
	}
}

func TestFormsTakeNoFiles(t *testing.T) {
	s := webtest.New(t)
	got := s.Client(t).Post("/masuk", url.Values{"contact": {strings.Repeat("a", 2<<20)}})
	if got.Status != http.StatusRequestEntityTooLarge || got.Text("h1") == "" {
		t.Errorf("status %d, title %q", got.Status, got.Text("h1"))
	}
}

// A body over the limit is refused before any handler runs, and before it is
// read, so this needs a real connection.
func TestLargeBodiesAreRefusedWithAPage(t *testing.T) {
	s := webtest.New(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.App.Listener(l) }()
	t.Cleanup(func() {
		if err := errors.Join(s.App.Shutdown(), <-served); err != nil {
			t.Error(err)
		}
	})
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /en/masuk HTTP/1.1\r\nHost: gerbang.test\r\nSec-Fetch-Site: same-origin\r\nContent-Length: %d\r\n\r\na=", 200<<20)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusRequestEntityTooLarge || page.Find("h1").Text() == "" || page.Find("html").AttrOr("lang", "") != "en" {
		t.Errorf("status %d, title %q", res.StatusCode, page.Find("h1").Text())
	}
}
