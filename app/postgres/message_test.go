package postgres_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestOnePieceOfWorkKeepsOneMessage(t *testing.T) {
	w := newAccountWorld(t)
	replicas := []*postgres.DB{w.db, w.replica()}
	texts := make([]string, 20)
	var wg sync.WaitGroup
	for i := range texts {
		wg.Go(func() {
			m, err := replicas[i%2].KeepMessage(t.Context(), 7, postgres.Message{
				Channel: postgres.ChannelEmail, Address: "siti@example.test", Subject: "Kode", Text: string(rune('a' + i)),
			})
			if err != nil {
				t.Error(err)
			}
			texts[i] = m.Text
		})
	}
	wg.Wait()
	for _, text := range texts {
		if text == "" || text != texts[0] {
			t.Fatalf("attempts got different messages: %q", texts)
		}
	}
	m, err := w.db.Messages(t.Context(), 10)
	if err != nil || len(m) != 1 || m[0].Address != "siti@example.test" || m[0].Status != postgres.MessagePending {
		t.Fatalf("messages %+v, %v", m, err)
	}
	for _, status := range []postgres.MessageStatus{postgres.MessageSent, postgres.MessageShown} {
		if err := w.db.FinishMessage(t.Context(), m[0].ID, status, ""); err != nil {
			t.Fatal(err)
		}
	}
	if m, err = w.db.Messages(t.Context(), 10); err != nil || m[0].Status != postgres.MessageSent {
		t.Errorf("a sent message became %+v, %v", m, err)
	}
	if n := w.number(`SELECT count(*) FROM messages WHERE position('siti'::bytea IN address_sealed) > 0`); n != 0 {
		t.Error("the address stands in the table")
	}
}

func TestRecipientIsTheMailboxElseThePhone(t *testing.T) {
	w := newAccountWorld(t)
	for _, tc := range []struct{ email, phone, channel, address string }{
		{"siti@example.test", "", postgres.ChannelEmail, "siti@example.test"},
		{"", "+6281234567890", postgres.ChannelWhatsApp, "+6281234567890"},
	} {
		account, err := w.db.CandidateAccount(t.Context(), tc.email, tc.phone)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.db.SetLocale(t.Context(), account, "en"); err != nil {
			t.Fatal(err)
		}
		r, err := w.db.CandidateRecipient(t.Context(), w.number(`SELECT id FROM candidates WHERE account_id = $1`, account))
		if err != nil || r.Channel != tc.channel || r.Address != tc.address || r.Locale != "en" || r.Disabled {
			t.Errorf("recipient %+v, %v", r, err)
		}
	}
	if _, err := w.db.CandidateRecipient(t.Context(), 999); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("unknown candidate: %v", err)
	}
}

func TestRevive(t *testing.T) {
	w := newAccountWorld(t)
	admin := &app.Actor{AccountID: 1, Name: "Ani"}
	work := func(state string) int64 {
		return w.number(`INSERT INTO outbox (kind, payload, attempts, last_error, run_at, dead_at, done_at, claimed_till)
			SELECT 'login.code', '{}', 10, CASE $1::text WHEN 'fresh' THEN '' ELSE 'mail server away' END, now() + interval '1 hour',
			       CASE $1::text WHEN 'dead' THEN now() END, CASE $1::text WHEN 'done' THEN now() END,
			       CASE $1::text WHEN 'claimed' THEN now() + interval '1 minute' END RETURNING id`, state)
	}
	for _, state := range []string{"dead", "failing"} {
		id := work(state)
		if err := w.db.Revive(t.Context(), admin, id); err != nil {
			t.Fatalf("%s: %v", state, err)
		}
		tasks, err := w.db.Claim(t.Context(), "test", 10, time.Minute)
		if err != nil || len(tasks) != 1 || tasks[0].ID != id || tasks[0].Attempt != 1 {
			t.Errorf("%s: ready work %+v, %v", state, tasks, err)
		}
		if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'outbox.revive' AND entity_id = $1 AND account_id = 1
			AND before ->> 'error' = 'mail server away'`, id); n != 1 {
			t.Errorf("%s: %d audit rows, want 1", state, n)
		}
	}
	for _, state := range []string{"done", "fresh", "claimed"} {
		if err := w.db.Revive(t.Context(), admin, work(state)); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s: %v", state, err)
		}
	}
}
