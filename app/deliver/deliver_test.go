package deliver_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	_ "github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/deliver"
	"gerbang/app/i18n"
	"gerbang/app/notify"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/worker"
)

const base = "https://gerbang.test"

// world is a database with one fair of one session, and a mail server.
type world struct {
	t        *testing.T
	db       *postgres.DB
	sql      *sql.DB
	mails    *sink
	handlers map[string]worker.Handler
	fair     int64
	session  int64
}

func newWorld(t *testing.T, sends bool) *world {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, mails: &sink{}}
	if w.db, err = postgres.Open(t.Context(), dsn, postgres.Options{Box: box, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	if w.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var channels notify.Channels
	if sends {
		mail, err := notify.NewSMTP(notify.SMTPConfig{URL: "smtp://" + w.mails.start(t) + "?tls=none", From: "Gerbang <noreply@gerbang.test>"})
		if err != nil {
			t.Fatal(err)
		}
		channels = notify.Channels{notify.Email: mail}
	}
	w.handlers = deliver.Handlers(w.db, bundle, channels, base, nil)
	day := time.Date(2026, 12, 12, 0, 0, 0, 0, app.Jakarta)
	w.fair = w.id(`
		INSERT INTO events (kind, slug, title, venue, address, status, starts_at, ends_at, opens_at, closes_at)
		VALUES ('job_fair', 'bursa-tebet', 'Bursa Kerja Tebet', 'GOR Tebet', 'Jl. Tebet Raya 1', 'published', $1, $2, $3, $1) RETURNING id`,
		day.Add(9*time.Hour), day.Add(15*time.Hour), day.AddDate(0, -1, 0))
	w.session = w.id(`INSERT INTO event_sessions (event_id, kind, starts_at, ends_at) VALUES ($1, 'entry', $2, $3) RETURNING id`,
		w.fair, day.Add(9*time.Hour), day.Add(9*time.Hour+50*time.Minute))
	return w
}

func (w *world) id(query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	if err := w.sql.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// candidate makes an account and returns its candidate.
func (w *world) candidate(email, phone, locale string) int64 {
	w.t.Helper()
	account, err := w.db.CandidateAccount(w.t.Context(), email, phone)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.SetLocale(w.t.Context(), account, locale); err != nil {
		w.t.Fatal(err)
	}
	return w.id(`UPDATE candidates SET name = 'Siti Aminah' WHERE account_id = $1 RETURNING id`, account)
}

const ticket = "K7QP2M4XK7QP2M4X"

func (w *world) registration(candidate int64, status app.RegistrationStatus) int64 {
	w.t.Helper()
	id := w.id(`
		INSERT INTO registrations (event_id, candidate_id, session_id, status, waitlist_no, cancelled_at)
		VALUES ($1, $2, $3, $4::text, CASE $4::text WHEN 'waitlisted' THEN 7 END, CASE $4::text WHEN 'cancelled' THEN now() END) RETURNING id`,
		w.fair, candidate, w.session, string(status))
	if status.HasTicket() {
		w.id(`INSERT INTO tickets (registration_id, event_id, code) VALUES ($1, $2, $3) RETURNING id`, id, w.fair, ticket)
	}
	return id
}

func (w *world) task(kind string, payload any) worker.Task {
	w.t.Helper()
	b, err := json.Marshal(payload)
	if err != nil {
		w.t.Fatal(err)
	}
	return worker.Task{ID: w.id(`INSERT INTO outbox (kind, payload) VALUES ($1, $2) RETURNING id`, kind, string(b)), Kind: kind, Payload: b, Attempt: 1, MaxAttempts: 10}
}

func (w *world) do(t worker.Task) error {
	w.t.Helper()
	return w.handlers[t.Kind](w.t.Context(), t)
}

func (w *world) messages() []postgres.Message {
	w.t.Helper()
	m, err := w.db.Messages(w.t.Context(), 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// queue is the outbox as the worker sees it.
type queue struct{ *postgres.DB }

func (queue) Wake() <-chan struct{} { return nil }

func TestACodeReachesItsReaderThroughTheWorker(t *testing.T) {
	w := newWorld(t, true)
	w.mails.refuse(&smtp.SMTPError{Code: 451, Message: "try later"})
	token := secret.HashToken("browser")
	if err := w.db.RequestLoginCode(t.Context(), postgres.CodeRequest{Email: "siti@example.test", TokenHash: token, Locale: "id"}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	hands := worker.New(queue{w.db}, w.handlers, worker.Options{Poll: 20 * time.Millisecond, Log: slog.New(slog.DiscardHandler), Every: deliver.Sweeps(w.db)})
	go func() { ran <- hands.Run(ctx) }()
	until(t, func() bool { return w.id(`SELECT count(*) FROM outbox WHERE last_error LIKE '%451%'`) == 1 })
	w.mails.refuse(nil)
	w.id(`UPDATE outbox SET run_at = now() RETURNING id`)
	until(t, func() bool { return w.id(`SELECT count(*) FROM outbox WHERE done_at IS NOT NULL`) == 1 })
	stop()
	if err := <-ran; err != nil {
		t.Fatal(err)
	}

	got := w.mails.all()
	if len(got) != 1 || got[0].to != "siti@example.test" {
		t.Fatalf("mails %+v", got)
	}
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(got[0].text)
	if strings.Contains(got[0].subject, code) {
		t.Error("the code stands in the subject")
	}
	if id, err := w.db.EnterLoginCode(t.Context(), token, code); err != nil || id == 0 {
		t.Errorf("code %q: account %d, %v", code, id, err)
	}
	if m := w.messages(); len(m) != 1 || m[0].Status != postgres.MessageSent {
		t.Errorf("messages %+v", m)
	}
}

func TestRegistrationMessages(t *testing.T) {
	for _, tc := range []struct {
		name        string
		kind        app.MessageKind
		locale      string
		status      app.RegistrationStatus
		subject     string
		has, hasNot []string
	}{
		{"confirmed", app.MessagePlaced, "id", app.Confirmed, "Anda terdaftar: Bursa Kerja Tebet",
			[]string{"Halo Siti Aminah", "Sabtu, 12 Desember 2026", "09.00–09.50 WIB", "GOR Tebet, Jl. Tebet Raya 1", base + "/t/" + ticket, "KTP"}, nil},
		{"confirmed in English", app.MessagePlaced, "en", app.Confirmed, "You are registered: Bursa Kerja Tebet",
			[]string{"Hello Siti Aminah", "Saturday, 12 December 2026", "09:00–09:50 WIB", base + "/en/t/" + ticket}, nil},
		{"submitted", app.MessagePlaced, "id", app.Submitted, "Pendaftaran terkirim: Bursa Kerja Tebet",
			[]string{"menunggu seleksi", base + "/t/" + ticket}, []string{"KTP"}},
		{"waitlisted", app.MessagePlaced, "id", app.Waitlisted, "Anda di daftar tunggu: Bursa Kerja Tebet",
			[]string{"nomor 1"}, []string{"/t/"}},
		{"moved up", app.MessageMoved, "en", app.Confirmed, "There is a place for you: Bursa Kerja Tebet",
			[]string{base + "/en/t/" + ticket}, nil},
		{"cancelled", app.MessageCancelled, "id", app.Cancelled, "Pendaftaran dibatalkan: Bursa Kerja Tebet",
			[]string{base + "/bursa-kerja/bursa-tebet"}, []string{"/t/"}},
		{"cancelled before its first message", app.MessagePlaced, "id", app.Cancelled, "", nil, nil},
		{"cancelled after moving up", app.MessageMoved, "id", app.Cancelled, "", nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, true)
			id := w.registration(w.candidate("siti@example.test", "", tc.locale), tc.status)
			if err := w.do(w.task(postgres.WorkRegistration, postgres.RegistrationWork{RegistrationID: id, Message: tc.kind})); err != nil {
				t.Fatal(err)
			}
			got := w.mails.all()
			if tc.subject == "" {
				if len(got) != 0 {
					t.Errorf("mails %+v, want none", got)
				}
				return
			}
			if len(got) != 1 || got[0].subject != tc.subject || got[0].to != "siti@example.test" {
				t.Fatalf("mails %+v, want subject %q", got, tc.subject)
			}
			for _, s := range tc.has {
				if !strings.Contains(got[0].text, s) {
					t.Errorf("no %q in:\n%s", s, got[0].text)
				}
			}
			for _, s := range append(tc.hasNot, "⟦", "{", "3174") {
				if strings.Contains(got[0].text, s) {
					t.Errorf("%q in:\n%s", s, got[0].text)
				}
			}
		})
	}
}

func TestATaskThatComesAgainSendsNothingTwice(t *testing.T) {
	w := newWorld(t, true)
	task := w.task(postgres.WorkNIKNotice, postgres.CandidateWork{CandidateID: w.candidate("siti@example.test", "", "id")})
	w.mails.refuse(&smtp.SMTPError{Code: 451, Message: "try later"})
	if err := w.do(task); err == nil {
		t.Fatal("a refused mail is no error")
	}
	if m := w.messages(); len(m) != 1 || m[0].Status != postgres.MessagePending {
		t.Fatalf("messages after the refusal: %+v", m)
	}
	w.mails.refuse(nil)
	for range 3 {
		if err := w.do(task); err != nil {
			t.Fatal(err)
		}
	}
	if got, kept := w.mails.all(), w.messages(); len(got) != 1 || len(kept) != 1 || !strings.Contains(got[0].text, "NIK") {
		t.Errorf("%d mails, %d messages", len(got), len(kept))
	}
}

func TestWhatCanNeverBeDeliveredIsBuried(t *testing.T) {
	w := newWorld(t, true)
	refused := w.task(postgres.WorkNIKNotice, postgres.CandidateWork{CandidateID: w.candidate("siti@example.test", "", "id")})
	w.mails.refuse(&smtp.SMTPError{Code: 550, Message: "no such mailbox"})
	for name, task := range map[string]worker.Task{
		"unknown mailbox":      refused,
		"unknown registration": w.task(postgres.WorkRegistration, postgres.RegistrationWork{RegistrationID: 999}),
		"unknown candidate":    w.task(postgres.WorkNIKNotice, postgres.CandidateWork{CandidateID: 999}),
		"unreadable payload":   w.task(postgres.WorkRegistration, "x"),
	} {
		before := w.id(`SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL`)
		w.run(task)
		if after := w.id(`SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL`); after != before+1 {
			t.Errorf("%s: %d tasks are buried, want %d", name, after, before+1)
		}
	}
}

// run has the worker attempt one task of the queue.
func (w *world) run(task worker.Task) {
	w.t.Helper()
	w.id(`UPDATE outbox SET run_at = CASE id WHEN $1 THEN now() ELSE 'infinity' END RETURNING id`, task.ID)
	ctx, stop := context.WithCancel(w.t.Context())
	attempted := make(chan struct{}, 1)
	hands := worker.New(queue{w.db}, w.handlers, worker.Options{
		Poll: 10 * time.Millisecond, Log: slog.New(slog.DiscardHandler), Observe: func(string, time.Duration, error) { attempted <- struct{}{} },
	})
	ran := make(chan error, 1)
	go func() { ran <- hands.Run(ctx) }()
	<-attempted
	stop()
	if err := <-ran; err != nil {
		w.t.Fatal(err)
	}
}

func TestWithoutASenderMessagesAreShown(t *testing.T) {
	w := newWorld(t, false)
	for _, c := range []int64{w.candidate("siti@example.test", "", "id"), w.candidate("", "+6281234567890", "id")} {
		if err := w.do(w.task(postgres.WorkNIKNotice, postgres.CandidateWork{CandidateID: c})); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range w.messages() {
		if m.Status != postgres.MessageShown {
			t.Errorf("to %s: %s", m.Address, m.Status)
		}
	}
}

func TestMessagesToPhonesWaitWhileMailIsSent(t *testing.T) {
	w := newWorld(t, true)
	c := w.candidate("", "+6281234567890", "id")
	if err := w.do(w.task(postgres.WorkNIKNotice, postgres.CandidateWork{CandidateID: c})); err != nil {
		t.Fatal(err)
	}
	if m := w.messages(); len(m) != 1 || m[0].Status != postgres.MessagePending || m[0].Channel != postgres.ChannelWhatsApp || len(w.mails.all()) != 0 {
		t.Errorf("messages %+v, %d mails", m, len(w.mails.all()))
	}
}

func TestDisabledAccountsAndOldCodesGetNothing(t *testing.T) {
	w := newWorld(t, true)
	c := w.candidate("siti@example.test", "", "id")
	account := w.id(`SELECT account_id FROM candidates WHERE id = $1`, c)
	if err := w.db.Disable(t.Context(), app.System("test"), account); err != nil {
		t.Fatal(err)
	}
	if err := w.do(w.task(postgres.WorkNIKNotice, postgres.CandidateWork{CandidateID: c})); err != nil {
		t.Fatal(err)
	}
	if err := w.db.RequestLoginCode(t.Context(), postgres.CodeRequest{Email: "ani@example.test", TokenHash: secret.HashToken("a"), Locale: "id"}); err != nil {
		t.Fatal(err)
	}
	var payload []byte
	if err := w.sql.QueryRow(`SELECT payload FROM outbox WHERE kind = $1`, postgres.WorkLoginCode).Scan(&payload); err != nil {
		t.Fatal(err)
	}
	var work postgres.LoginCodeWork
	if err := json.Unmarshal(payload, &work); err != nil {
		t.Fatal(err)
	}
	work.Until = time.Now().Add(-time.Second)
	if err := w.do(w.task(postgres.WorkLoginCode, work)); err != nil {
		t.Fatal(err)
	}
	if got, kept := w.mails.all(), w.messages(); len(got) != 0 || len(kept) != 0 {
		t.Errorf("%d mails, %d messages", len(got), len(kept))
	}
}

func TestStaffAreToldToUseTheirPassword(t *testing.T) {
	w := newWorld(t, true)
	if _, err := w.db.CreateStaff(t.Context(), app.System("test"), "Budi", "budi@example.test", "x", nil); err != nil {
		t.Fatal(err)
	}
	if err := w.db.RequestLoginCode(t.Context(), postgres.CodeRequest{Email: "budi@example.test", TokenHash: secret.HashToken("a"), Locale: "en"}); err != nil {
		t.Fatal(err)
	}
	tasks, err := w.db.Claim(t.Context(), "test", 1, time.Minute)
	if err != nil || len(tasks) != 1 {
		t.Fatalf("tasks %v, %v", tasks, err)
	}
	if err := w.do(tasks[0]); err != nil {
		t.Fatal(err)
	}
	got := w.mails.all()
	if len(got) != 1 || !strings.Contains(got[0].text, base+"/en/masuk/petugas") || regexp.MustCompile(`\b\d{6}\b`).MatchString(got[0].text) {
		t.Errorf("mails %+v", got)
	}
}

func TestSweepsDeleteWhatIsOver(t *testing.T) {
	w := newWorld(t, false)
	code, notice := w.task(postgres.WorkLoginCode, nil), w.task(postgres.WorkNIKNotice, nil)
	for _, task := range []worker.Task{code, notice} {
		if _, err := w.db.KeepMessage(t.Context(), task.ID, postgres.Message{Channel: "email", Address: "a@b.test", Text: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	account := w.id(`SELECT account_id FROM candidates WHERE id = $1`, w.candidate("siti@example.test", "", "id"))
	w.id(`INSERT INTO registration_drafts (account_id, event_id, updated_at) VALUES ($1, $2, now() - interval '29 days') RETURNING account_id`, account, w.fair)
	left := func(want ...int64) {
		t.Helper()
		for _, duty := range deliver.Sweeps(w.db) {
			if err := duty.Func(t.Context()); err != nil {
				t.Fatalf("%s: %v", duty.Name, err)
			}
		}
		for i, table := range []string{"messages", "outbox", "registration_drafts"} {
			if n := w.id(`SELECT count(*) FROM ` + table); n != want[i] {
				t.Errorf("%d rows in %s, want %d", n, table, want[i])
			}
		}
	}
	left(2, 2, 1)
	w.id(`UPDATE messages SET created_at = now() - interval '25 hours' RETURNING id`)
	left(1, 2, 1)
	w.id(`UPDATE outbox SET done_at = now() - interval '13 days' RETURNING id`)
	left(1, 1, 1) // work with a one-time code goes sooner
	w.id(`UPDATE outbox SET done_at = now() - interval '15 days' RETURNING id`)
	w.id(`UPDATE messages SET created_at = now() - interval '91 days' RETURNING id`)
	w.id(`UPDATE registration_drafts SET updated_at = now() - interval '31 days' RETURNING account_id`)
	left(0, 0, 0)
}

func until(t *testing.T, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("it did not happen within five seconds")
}
