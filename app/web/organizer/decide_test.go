package organizer_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/webtest"
)

const (
	readDesk = "/panitia/konsultasi-keluarga"
	readActs = readDesk + "/peserta/tindakan"
)

// review is an event whose registrations staff read: two places in the first
// session, one in the second, and four who ask for the first.
type review struct {
	*world
	desk          *webtest.Client
	sessions      []int64
	registrations []int64
	accounts      []int64
}

func newReview(t *testing.T) *review {
	t.Helper()
	r := &review{world: newWorld(t)}
	var event int64
	if err := r.DB.Bulk(t.Context(), func(b *postgres.Bulk) error {
		start := app.Day(now).AddDate(0, 0, 3).Add(9 * time.Hour)
		events, err := b.Events(t.Context(), []app.Event{{
			Kind: app.Outreach, Slug: "konsultasi-keluarga", Title: "Konsultasi Keluarga", Venue: "Balai Warga", Status: app.EventPublished, Approval: app.Review,
			StartsAt: start, EndsAt: start.Add(4 * time.Hour), OpensAt: start.AddDate(0, -1, 0), ClosesAt: start,
		}})
		if err != nil {
			return err
		}
		event = events[0]
		if r.sessions, err = b.Sessions(t.Context(), []app.Session{
			{EventID: event, Kind: app.EntrySession, Title: "Pagi", StartsAt: start, EndsAt: start.Add(time.Hour), Capacity: 2},
			{EventID: event, Kind: app.EntrySession, Title: "Siang", StartsAt: start.Add(2 * time.Hour), EndsAt: start.Add(3 * time.Hour), Capacity: 1},
		}); err != nil {
			return err
		}
		var accounts []postgres.BulkAccount
		for i := range 4 {
			accounts = append(accounts, postgres.BulkAccount{Email: fmt.Sprintf("pemohon%d@contoh.id", i), CreatedAt: now})
		}
		if r.accounts, err = b.Accounts(t.Context(), accounts); err != nil {
			return err
		}
		var candidates []postgres.BulkCandidate
		var grants []postgres.BulkGrant
		for i, account := range r.accounts {
			grants = append(grants, postgres.BulkGrant{AccountID: account, Grant: app.Grant{Role: app.RoleCandidate}})
			candidates = append(candidates, postgres.BulkCandidate{
				Candidate: app.Candidate{AccountID: account, Name: fmt.Sprint("Pemohon ", i)}, NIK: app.NIK(fmt.Sprintf("317401531200%04d", 100+i)), CreatedAt: now,
			})
		}
		if err := b.Grants(t.Context(), grants); err != nil {
			return err
		}
		ids, err := b.Candidates(t.Context(), candidates)
		if err != nil {
			return err
		}
		var registrations []app.Registration
		for i, id := range ids {
			registrations = append(registrations, app.Registration{EventID: event, CandidateID: id, SessionID: r.sessions[0], Status: app.Submitted, Source: app.Online,
				SubmittedAt: now.Add(time.Duration(i-60) * time.Minute)})
		}
		if r.registrations, err = b.Registrations(t.Context(), registrations); err != nil {
			return err
		}
		return b.Counters(t.Context(), []int64{event})
	}); err != nil {
		t.Fatal(err)
	}
	r.desk = r.SignIn(t, r.staff(t, "Petugas Konsultasi", app.RolePanitia, event))
	return r
}

// do posts an action that was confirmed, for the people of these numbers.
func (r *review) do(c *webtest.Client, what string, more url.Values, people ...int) *webtest.Response {
	v := url.Values{"do": {what}, "confirm": {"1"}}
	for _, i := range people {
		v.Add("id", strconv.FormatInt(r.registrations[i], 10))
	}
	for name, values := range more {
		v[name] = values
	}
	return c.Post(readActs, v)
}

// state is how everybody stands, in the order in which they came.
func (r *review) state(t *testing.T) []string {
	t.Helper()
	got := r.desk.Get(readDesk + "/peserta?urut=daftar")
	if got.Status != http.StatusOK {
		t.Fatalf("list: %d", got.Status)
	}
	return texts(got, "tbody td .badge")
}

func (r *review) wants(t *testing.T, step string, want ...string) {
	t.Helper()
	if got := r.state(t); !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", step, got, want)
	}
}

const (
	unread, placed, waits, refused, ended = "Menunggu", "Terkonfirmasi", "Daftar tunggu", "Belum lolos", "Dibatalkan"
)

func TestApprovingGivesPlacesInTheOrderOfArrival(t *testing.T) {
	r := newReview(t)
	ask := url.Values{"do": {"approve"}, "id": {fmt.Sprint(r.registrations[2]), fmt.Sprint(r.registrations[0]), fmt.Sprint(r.registrations[1])}}
	got := r.desk.Post(readActs, ask)
	if got.Status != http.StatusOK || !strings.Contains(got.Text("main"), "2 langsung mendapat tempat, 1 masuk daftar tunggu") {
		t.Fatalf("asked: %d %q", got.Status, got.Text("main"))
	}
	r.wants(t, "asked only", unread, unread, unread, unread)
	if got = r.do(r.desk, "approve", nil, 2, 0, 1); got.Status != http.StatusSeeOther {
		t.Fatalf("approved: %d", got.Status)
	}
	r.wants(t, "approved", placed, placed, waits, unread)
	if got = r.do(r.desk, "approve", nil, 2, 0, 1); got.Status != http.StatusOK || got.Doc.Find(".empty").Length() != 1 {
		t.Errorf("approved again: %d", got.Status)
	}
	r.wants(t, "approved again", placed, placed, waits, unread)
	if got = r.SignIn(t, r.accounts[0]).Get(fmt.Sprint("/akun/pendaftaran/", r.registrations[0])); got.Doc.Find(`a[href*="/t/"]`).Length() == 0 {
		t.Error("who was approved has no way to a ticket")
	}
}

func TestRejectingNeedsAReasonThatItsReaderSees(t *testing.T) {
	r := newReview(t)
	got := r.do(r.desk, "reject", url.Values{"reason": {"   "}}, 1, 3)
	if got.Status != http.StatusUnprocessableEntity || got.Doc.Find(`.summary a[href="#f-reason"]`).Length() != 1 || got.Doc.Find("#f-reason[aria-invalid=true]").Length() != 1 {
		t.Fatalf("without a reason: %d %q", got.Status, got.Text(".summary"))
	}
	if kept := got.Filled("main form.form"); len(kept["id"]) != 2 || kept.Get("do") != "reject" {
		t.Errorf("kept %v", kept)
	}
	got = r.do(r.desk, "reject", url.Values{"reason": {strings.Repeat("x", 301)}}, 1, 3)
	if got.Status != http.StatusUnprocessableEntity || len(got.Text("#f-reason")) != 301 {
		t.Errorf("too long a reason: %d, %d letters kept", got.Status, len(got.Text("#f-reason")))
	}
	r.wants(t, "refused", unread, unread, unread, unread)
	reason := "Hanya untuk keluarga <PMI> yang sudah berangkat"
	if got = r.do(r.desk, "reject", url.Values{"reason": {reason}}, 1, 3); got.Status != http.StatusSeeOther {
		t.Fatalf("rejected: %d", got.Status)
	}
	r.do(r.desk, "reject", url.Values{"reason": {"Alasan lain"}}, 1)
	r.wants(t, "rejected", unread, refused, unread, refused)
	got = r.SignIn(t, r.accounts[1]).Get(fmt.Sprint("/akun/pendaftaran/", r.registrations[1]))
	if got.Status != http.StatusOK || !strings.Contains(got.Text("main"), reason) || strings.Contains(got.Text("main"), "Alasan lain") {
		t.Errorf("what they read: %d %q", got.Status, got.Text("main"))
	}
}

func TestActionsReachOnlyOnesOwnEvent(t *testing.T) {
	r := newReview(t)
	more := url.Values{"reason": {"Percobaan"}, "session": {fmt.Sprint(r.sessions[1])}, "priority": {"5"}}
	other, fair := r.SignIn(t, r.elsewhere), r.SignIn(t, r.panitia)
	for _, what := range []string{"approve", "reject", "prioritise", "overbook", "switch", "cancel"} {
		if got := r.do(other, what, more, 0); got.Status != http.StatusNotFound {
			t.Errorf("%s by another event's organizer: %d", what, got.Status)
		}
		// Ids of another event under one's own address are nobody.
		v := url.Values{"do": {what}, "confirm": {"1"}, "id": {fmt.Sprint(r.registrations[0])}, "reason": {"x"}, "session": more["session"]}
		if got := fair.Post(fairDesk+"/peserta/tindakan", v); got.Status != http.StatusNotFound && got.Location != list {
			t.Errorf("%s through one's own event: %d %q", what, got.Status, got.Location)
		}
	}
	if got := r.do(r.desk, "hapus", more, 0); got.Status != http.StatusNotFound {
		t.Errorf("an action that is not there: %d", got.Status)
	}
	if got := r.do(r.desk, "cancel", url.Values{"id": {"x", "-1", "9223372036854775807"}, "reason": {"x"}}); got.Status != http.StatusSeeOther {
		t.Errorf("nobody: %d", got.Status)
	}
	r.wants(t, "after all that", unread, unread, unread, unread)
}

func TestHelpingThoseWhoDoNotFit(t *testing.T) {
	r := newReview(t)
	why := url.Values{"reason": {"Ibu hamil"}}
	r.do(r.desk, "approve", nil, 0, 1, 2, 3)
	r.wants(t, "approved", placed, placed, waits, waits)

	for _, what := range []string{"prioritise", "overbook", "cancel"} {
		if got := r.do(r.desk, what, url.Values{"reason": {" "}}, 3); got.Status != http.StatusUnprocessableEntity || got.Doc.Find("#f-reason[aria-invalid=true]").Length() != 1 {
			t.Errorf("%s without a reason: %d", what, got.Status)
		}
	}
	for _, again := range []string{"", " again"} {
		if got := r.do(r.desk, "prioritise", url.Values{"reason": why["reason"], "priority": {"5"}}, 3); got.Status != http.StatusSeeOther {
			t.Errorf("prioritised%s: %d", again, got.Status)
		}
	}
	// The place that is given up goes to who was put first.
	for range 2 {
		r.do(r.desk, "cancel", why, 0)
	}
	r.wants(t, "a place given up", ended, placed, waits, placed)

	full := url.Values{"session": {fmt.Sprint(r.sessions[0])}}
	if got := r.do(r.desk, "switch", url.Values{"session": {"123456"}}, 2); got.Status != http.StatusUnprocessableEntity || got.Doc.Find("#f-session[aria-invalid=true]").Length() != 1 {
		t.Errorf("to a session of nowhere: %d", got.Status)
	}
	if got := r.do(r.desk, "switch", url.Values{"session": {fmt.Sprint(r.sessions[1])}}, 1); got.Status != http.StatusSeeOther {
		t.Fatalf("switched: %d %q", got.Status, got.Text(".summary"))
	}
	r.wants(t, "switched: their place is free", ended, placed, placed, placed)
	if got := r.do(r.desk, "switch", full, 1); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("back to a session that is full: %d", got.Status)
	}
	if got := r.do(r.desk, "overbook", why, 2); got.Status != http.StatusOK || got.Doc.Find(".empty").Length() != 1 {
		t.Errorf("overbooking who has a place: %d", got.Status)
	}
	r.wants(t, "in the end", ended, placed, placed, placed)
}
