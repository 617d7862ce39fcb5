package class_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

// now is within the second meeting of the course.
var now = time.Date(2026, 12, 8, 9, 30, 0, 0, app.Jakarta)

// school is a course of four meetings with three people.
type school struct {
	*webtest.Site
	t                          testing.TB
	sql                        *sql.DB
	petugas, second, elsewhere int64 // accounts; petugas and second are of the course alone
	candidate                  int64
	meetings, people           []int64
}

func newSchool(t testing.TB) *school {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	db, err := postgres.Open(context.Background(), dsn, postgres.Options{Box: box, Log: slog.New(slog.DiscardHandler), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &school{t: t, Site: webtest.Over(t, db)}
	s.Kit.Now = clock
	if s.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.sql.Close() })
	first := app.Day(now).AddDate(0, 0, -1).Add(8 * time.Hour)
	course := s.id(`INSERT INTO events (kind, slug, title, venue, status, starts_at, ends_at, opens_at, closes_at)
		VALUES ('course', 'jepang', 'Bahasa Jepang', 'PPKD', 'published', $1, $2, $1::timestamptz - interval '30 days', $1) RETURNING id`, first, first.AddDate(0, 0, 3).Add(6*time.Hour))
	s.id(`INSERT INTO courses (event_id, trade, lesson_hours, days) VALUES ($1, 'Bahasa Jepang', 32, 4) RETURNING event_id`, course)
	other := s.id(`INSERT INTO events (kind, slug, title, status, starts_at, ends_at, opens_at, closes_at)
		VALUES ('job_fair', 'bursa', 'Bursa', 'published', $1, $2, $1::timestamptz - interval '30 days', $1) RETURNING id`, first, first.AddDate(0, 0, 3))
	for i := range 4 {
		at := first.AddDate(0, 0, i)
		s.meetings = append(s.meetings, s.id(`INSERT INTO event_sessions (event_id, kind, starts_at, ends_at) VALUES ($1, 'meeting', $2, $3) RETURNING id`, course, at, at.Add(6*time.Hour)))
	}
	for _, name := range []string{"Ayu Lestari", "Budi Kurnia", "Citra"} {
		account := s.id(`INSERT INTO accounts (email) VALUES ($1) RETURNING id`, uuid.NewString()+"@contoh.id")
		s.id(`INSERT INTO grants (account_id, role) VALUES ($1, 'candidate') RETURNING id`, account)
		if s.candidate == 0 {
			s.candidate = account
		}
		candidate := s.id(`INSERT INTO candidates (account_id, name) VALUES ($1, $2) RETURNING id`, account, name)
		s.people = append(s.people, s.id(`INSERT INTO registrations (event_id, candidate_id, status, submitted_at) VALUES ($1, $2, 'confirmed', $3) RETURNING id`, course, candidate, first.AddDate(0, 0, -9)))
	}
	s.petugas, s.second, s.elsewhere = s.staff("Bu Rini", course), s.staff("Pak Budi", course), s.staff("Ani", other)
	return s
}

func (s *school) id(query string, args ...any) int64 {
	s.t.Helper()
	var id int64
	if err := s.sql.QueryRow(query, args...).Scan(&id); err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *school) staff(name string, eventID int64) int64 {
	s.t.Helper()
	account := s.id(`INSERT INTO accounts (name, email) VALUES ($1, $2) RETURNING id`, name, uuid.NewString()+"@contoh.id")
	s.id(`INSERT INTO grants (account_id, role, event_id) VALUES ($1, 'petugas', $2) RETURNING id`, account, eventID)
	return account
}

func (s *school) path(meeting int) string {
	return "/petugas/kehadiran/" + strconv.FormatInt(s.meetings[meeting], 10)
}

func field(prefix string, registration int64) string {
	return fmt.Sprintf("%s_%d", prefix, registration)
}

const form = "form[data-class]"

func TestListOfOneMeeting(t *testing.T) {
	s := newSchool(t)
	c := s.SignIn(t, s.petugas)
	home := c.Get("/petugas")
	if home.Doc.Find("main a[href='"+s.path(1)+"']").Length() != 1 {
		t.Error("today's meeting is not on the entrance page")
	}
	page := c.Get(s.path(1))
	if page.Status != http.StatusOK || page.Doc.Find("[data-person]").Length() != 3 || !strings.Contains(page.Text(".class-head"), "Pertemuan 2 dari 4 · 8 JP") {
		t.Fatalf("%d %s", page.Status, page.Text("main"))
	}
	v := page.Filled(form)
	v.Set(field("h", s.people[0]), "late")
	v.Set(field("h", s.people[1]), "sick")
	v.Set(field("c", s.people[1]), "demam")
	if res := c.Post(s.path(1), v); res.Status != http.StatusSeeOther || res.Location != s.path(1) {
		t.Fatalf("%d %s", res.Status, res.Text("main"))
	}
	// The bulk fills what is blank, and leaves the exceptions.
	v = c.Get(s.path(1)).Filled(form)
	v.Set("aksi", "semua")
	if res := c.Post(s.path(1), v); res.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", res.Status, res.Text("main"))
	}
	page = c.Get(s.path(1))
	if got := page.Text(".class-counts"); got != "1 Hadir 1 Terlambat 0 Izin 1 Sakit 0 Alpa 0 Belum" {
		t.Errorf("counts: %s", got)
	}
	if got := page.Filled(form).Get(field("c", s.people[1])); got != "demam" {
		t.Errorf("remark %q", got)
	}
	if en := c.Get("/en" + s.path(1)); en.Status != http.StatusOK || !strings.Contains(en.Text(".class-counts"), "1 Late") {
		t.Errorf("in English: %d %s", en.Status, en.Text(".class-counts"))
	}
}

func TestTwoEditorsOfOneList(t *testing.T) {
	s := newSchool(t)
	one, two := s.SignIn(t, s.petugas), s.SignIn(t, s.second)
	mine, theirs := one.Get(s.path(1)).Filled(form), two.Get(s.path(1)).Filled(form)
	mine.Set(field("h", s.people[0]), "absent")
	if res := one.Post(s.path(1), mine); res.Status != http.StatusSeeOther {
		t.Fatal(res.Status)
	}
	theirs.Set(field("h", s.people[0]), "late")
	theirs.Set(field("c", s.people[0]), "macet")
	theirs.Set(field("h", s.people[2]), "present")
	res := two.Post(s.path(1), theirs)
	if res.Status != http.StatusUnprocessableEntity || !strings.Contains(res.Text(".class-person .error"), "Bu Rini sudah mengisi: Alpa (pukul 09.30") {
		t.Fatalf("%d %s", res.Status, res.Text("main"))
	}
	kept := res.Filled(form)
	if kept.Get(field("h", s.people[0])) != "late" || kept.Get(field("c", s.people[0])) != "macet" {
		t.Errorf("what was typed is lost: %v", kept)
	}
	if n := s.id(`SELECT count(*) FROM attendances WHERE status = 'absent' OR status = 'present'`); n != 2 {
		t.Errorf("%d marks stand, want the first editor's and the one without a conflict", n)
	}
	// Saved again, now having seen it, it replaces.
	if res := two.Post(s.path(1), kept); res.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", res.Status, res.Text("main"))
	}
	if n := s.id(`SELECT count(*) FROM attendances WHERE status = 'late' AND remark = 'macet'`); n != 1 {
		t.Error("not replaced")
	}
	if page := one.Get(s.path(1)); page.Doc.Find(".class-more li").Length() != 2 {
		t.Errorf("history: %s", page.Text(".class-more"))
	}
}

func TestBadInputOfAList(t *testing.T) {
	s := newSchool(t)
	c := s.SignIn(t, s.petugas)
	empty := c.Get(s.path(1)).Filled(form)
	for name, change := range map[string]struct {
		set  map[string]string
		want string
	}{
		"no such mark":         {map[string]string{field("h", s.people[0]): "hilang"}, "Pilih salah satu"},
		"a remark alone":       {map[string]string{field("c", s.people[0]): "catatan tanpa tanda"}, "Pilih dulu Hadir"},
		"a remark too long":    {map[string]string{field("h", s.people[0]): "present", field("c", s.people[0]): strings.Repeat("x", 201)}, "200 huruf"},
		"a reason too short":   {map[string]string{field("h", s.people[0]): "present", "alasan": "ok"}, "paling sedikit 5 huruf"},
		"somebody else's cell": {map[string]string{"orang": "999", "s_999": "0::", "h_999": "present"}, ""},
	} {
		v := url.Values{}
		for k, values := range empty {
			v[k] = append([]string{}, values...)
		}
		for k, value := range change.set {
			v.Set(k, value)
		}
		res := c.Post(s.path(1), v)
		want := http.StatusUnprocessableEntity
		if change.want == "" {
			want = http.StatusNotFound
		}
		if res.Status != want || !strings.Contains(res.Text("main"), change.want) {
			t.Errorf("%s: %d %s", name, res.Status, res.Text(".summary"))
		}
		if typed := change.set[field("c", s.people[0])]; change.want != "" && typed != "" && res.Filled(form).Get(field("c", s.people[0])) != typed {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	if n := s.id(`SELECT count(*) FROM attendances`); n != 0 {
		t.Errorf("%d marks", n)
	}
}

func TestClosedListsAreCorrected(t *testing.T) {
	s := newSchool(t)
	c := s.SignIn(t, s.petugas)
	yesterday := c.Get(s.path(0))
	if yesterday.Doc.Find("form[data-class] [name=alasan]").Length() != 1 || yesterday.Doc.Find("button[value=tutup]").Length() != 0 {
		t.Error("yesterday's list does not say that it is closed")
	}
	v := yesterday.Filled(form)
	v.Set(field("h", s.people[0]), "present")
	res := c.Post(s.path(0), v)
	if res.Status != http.StatusUnprocessableEntity || res.Text("#f-alasan-error") == "" || res.Filled(form).Get(field("h", s.people[0])) != "present" {
		t.Fatalf("%d %s", res.Status, res.Text("main"))
	}
	v.Set("alasan", "Daftar kertas baru masuk")
	if res := c.Post(s.path(0), v); res.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", res.Status, res.Text("main"))
	}
	// The teacher closes today's; tomorrow's has not begun.
	v = c.Get(s.path(1)).Filled(form)
	v.Set("aksi", "tutup")
	if res := c.Post(s.path(1), v); res.Status != http.StatusSeeOther || !strings.Contains(c.Get(s.path(1)).Text(".notice--info"), "sudah ditutup pengajar") {
		t.Errorf("%d", res.Status)
	}
	if page := c.Get(s.path(2)); page.Doc.Find(form).Length() != 0 || !strings.Contains(page.Text("main"), "belum mulai") {
		t.Error("tomorrow's list is open")
	}
	if res := c.Post(s.path(2), v); res.Status != http.StatusUnprocessableEntity {
		t.Errorf("tomorrow's list takes marks: %d", res.Status)
	}
}

func TestGridOfACourse(t *testing.T) {
	s := newSchool(t)
	c := s.SignIn(t, s.petugas)
	for i, status := range []string{"absent", "present"} {
		s.id(`INSERT INTO attendances (event_id, registration_id, session_id, status, scanned_at) SELECT event_id, id, $2, $3, $4 FROM registrations WHERE id = $1 RETURNING id`,
			s.people[i], s.meetings[0], status, now)
	}
	const grid = "/petugas/kehadiran/kelas/jepang"
	page := c.Get(grid)
	if page.Status != http.StatusOK || page.Doc.Find("tbody tr").Length() != 3 || page.Doc.Find("thead th").Length() != 8 {
		t.Fatalf("%d %s", page.Status, page.Text("main"))
	}
	ayu := page.Doc.Find("tbody tr").First()
	if got := strings.Join(strings.Fields(ayu.Text()), " "); !ayu.HasClass("is-under") || !strings.HasPrefix(got, "Ayu LestariTidak bisa mencapai batas0%75%0 dari 32A Alpa") {
		t.Errorf("%s", got)
	}
	if got := page.Text(".notice--warn"); !strings.Contains(got, "1 peserta di bawah batas 80%") {
		t.Errorf("%s", got)
	}
	sorted := c.Get(grid + "?urut=sejauh-ini")
	var names []string
	sorted.Doc.Find("tbody th").Each(func(_ int, th *goquery.Selection) { names = append(names, strings.Fields(th.Text())[0]) })
	if strings.Join(names, " ") != "Ayu Budi Citra" || sorted.Doc.Find("th[aria-sort=ascending]").Length() != 1 {
		t.Errorf("%v", names)
	}
}

func TestWhoSeesAttendance(t *testing.T) {
	s := newSchool(t)
	for _, path := range []string{s.path(1), "/petugas/kehadiran/kelas/jepang"} {
		if res := s.SignIn(t, s.elsewhere).Get(path); res.Status != http.StatusNotFound {
			t.Errorf("petugas of another event, %s: %d", path, res.Status)
		}
	}
	if res := s.SignIn(t, s.elsewhere).Post(s.path(1), url.Values{"aksi": {"semua"}}); res.Status != http.StatusNotFound {
		t.Errorf("petugas of another event marks: %d", res.Status)
	}
	c := s.SignIn(t, s.petugas)
	for _, path := range []string{"/petugas/kehadiran/x", "/petugas/kehadiran/0", "/petugas/kehadiran/99999", "/petugas/kehadiran/99999999999999999999", "/petugas/kehadiran/kelas/tidak-ada", "/petugas/kehadiran/kelas/bursa"} {
		if res := c.Get(path); res.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.Status)
		}
	}
}

func TestParticipantsSeeTheirAttendance(t *testing.T) {
	s := newSchool(t)
	s.id(`INSERT INTO attendances (event_id, registration_id, session_id, status, scanned_at) SELECT event_id, id, $2, 'late', $3 FROM registrations WHERE id = $1 RETURNING id`,
		s.people[0], s.meetings[0], now)
	res := s.SignIn(t, s.candidate).Get(fmt.Sprintf("/akun/pendaftaran/%d", s.people[0]))
	text := res.Text("main")
	if res.Status != http.StatusOK || !strings.Contains(text, "Kehadiran Anda") || !strings.Contains(text, "8 dari 32") || !strings.Contains(text, "Senin, 7 Desember 2026: Terlambat") || !strings.Contains(text, "Rabu, 9 Desember 2026: Belum berlangsung") {
		t.Errorf("%d %s", res.Status, text)
	}
}
