package postgres_test

import (
	"errors"
	"net/url"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func bulkDraft(event int64, client string) *postgres.BulkDraft {
	return &postgres.BulkDraft{EventID: event, ClientID: client, Indonesian: app.Template{Subject: "Pintu B", Body: "Halo {nama}"}}
}

func TestABulkMessageIsSentOnceHoweverOftenItIsAsked(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 10, 10)
	people := w.people(6)
	for i, p := range people {
		w.register(w.db, p, event, sessions[i%2])
	}
	w.exec(`UPDATE candidates SET event_notices = false WHERE id = $1`, people[0].CandidateID)
	w.exec(`UPDATE accounts SET email = NULL, phone_hash = 'x', phone_sealed = 'x' WHERE id = $1`, people[1].AccountID)
	w.exec(`UPDATE registrations SET status = 'cancelled', cancelled_at = now() WHERE candidate_id = $1`, people[2].CandidateID)
	// Somebody who cancelled and came back is one reader.
	w.exec(`INSERT INTO registrations (event_id, candidate_id, status, cancelled_at) VALUES ($1, $2, 'cancelled', now())`, event, people[3].CandidateID)
	panitia := w.panitia(event)
	counts, err := w.db.BulkAudience(t.Context(), panitia, bulkDraft(event, "x"))
	if err != nil || counts[postgres.BulkWaiting] != 3 || counts[postgres.BulkUnsubscribed] != 1 || counts[postgres.BulkNoAddress] != 1 {
		t.Fatalf("audience %v, %v", counts, err)
	}
	withNumbers := bulkDraft(event, "x")
	withNumbers.Numbers = true
	if counts, err = w.db.BulkAudience(t.Context(), panitia, withNumbers); err != nil || counts[postgres.BulkNoAddress] != 1 {
		t.Errorf("a number without consent is written to: %v, %v", counts, err)
	}
	w.exec(`INSERT INTO consents (candidate_id, purpose, version) VALUES ($1, 'whatsapp', $2)`, people[1].CandidateID, app.ConsentVersion)
	if counts, err = w.db.BulkAudience(t.Context(), panitia, withNumbers); err != nil || counts[postgres.BulkWaiting] != 4 {
		t.Errorf("a number with consent is left out: %v, %v", counts, err)
	}

	replicas := []*postgres.DB{w.db, w.replica()}
	ids := make([]int64, 10)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			var err error
			if ids[i], err = replicas[i%2].SendBulk(t.Context(), panitia, bulkDraft(event, "klik-dua-kali")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id == 0 || id != ids[0] {
			t.Fatalf("messages %v", ids)
		}
	}
	for query, want := range map[string]int64{
		`SELECT count(*) FROM bulk_messages`:                                                 1,
		`SELECT count(*) FROM bulk_recipients`:                                               5,
		`SELECT count(*) FROM outbox WHERE kind = 'bulk.message' AND priority < 0`:           3,
		`SELECT count(*) FROM audit_log WHERE action = 'event.bulk_message'`:                 1,
		`SELECT count(*) FROM bulk_recipients WHERE outbox_id IS NOT NULL`:                   3,
		`SELECT count(*) FROM bulk_recipients WHERE state = 'waiting' AND outbox_id IS NULL`: 0,
	} {
		if n := w.number(query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	f := bulkDraft(event, "saring")
	f.Filter = postgres.ParseParticipantFilter(url.Values{"status": {"cancelled"}})
	if counts, err := w.db.BulkAudience(t.Context(), panitia, f); err != nil || counts.Total() != 2 {
		t.Errorf("those who cancelled, asked for: %v, %v", counts, err)
	}
	f.Filter = postgres.ParseParticipantFilter(url.Values{"q": {"tidak ada"}})
	if _, err := w.db.SendBulk(t.Context(), panitia, f); !errors.Is(err, postgres.ErrNobody) {
		t.Errorf("to nobody: %v", err)
	}
}

func TestOnlyOrganizersOfTheEventWriteToItsPeople(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 10)
	other, _ := w.event(app.Instant, 10)
	w.register(w.db, w.people(1)[0], event, sessions[0])
	id, err := w.db.SendBulk(t.Context(), w.panitia(event), bulkDraft(event, "a"))
	if err != nil {
		t.Fatal(err)
	}
	for name, actor := range map[string]*app.Actor{"nobody": nil, "panitia of another": w.panitia(other), "petugas": {Grants: []app.Grant{{Role: app.RolePetugas, EventID: event}}}} {
		_, e1 := w.db.BulkAudience(t.Context(), actor, bulkDraft(event, "b"))
		_, e2 := w.db.SendBulk(t.Context(), actor, bulkDraft(event, "b"))
		_, e3 := w.db.BulkMessages(t.Context(), actor, event)
		_, e4 := w.db.BulkRecipients(t.Context(), actor, event, id, "", 1)
		_, e5 := w.db.RetryBulk(t.Context(), actor, event, id)
		_, e6 := w.db.EventTemplates(t.Context(), actor, event)
		e7 := w.db.SaveTemplate(t.Context(), actor, event, postgres.TemplateEdit{Letter: app.LetterConfirmed})
		_, e8 := w.db.LetterCounts(t.Context(), actor, event)
		for i, err := range []error{e1, e2, e3, e4, e5, e6, e7, e8} {
			if app.KindOf(err) != app.NotFound {
				t.Errorf("%s, %d: %v", name, i+1, err)
			}
		}
	}
	if _, err := w.db.BulkMessage(t.Context(), w.panitia(other), other, id); app.KindOf(err) != app.NotFound {
		t.Errorf("a message guessed under another event: %v", err)
	}
}

func TestWhatFailedIsSentAgainToTheAddressOfNow(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 10)
	for _, p := range w.people(2) {
		w.register(w.db, p, event, sessions[0])
	}
	panitia := w.panitia(event)
	id, err := w.db.SendBulk(t.Context(), panitia, bulkDraft(event, "a"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := w.db.BulkRecipients(t.Context(), panitia, event, id, "", 1)
	if err != nil || len(list) != 2 || list[0].State != postgres.BulkWaiting {
		t.Fatalf("%+v, %v", list, err)
	}
	sent, failed := postgres.BulkWork{BulkID: id, RegistrationID: list[0].RegistrationID}, list[1].RegistrationID
	if err := errors.Join(w.db.SetBulkState(t.Context(), sent, postgres.BulkSent, ""), w.db.SetBulkState(t.Context(), sent, postgres.BulkFailed, "too late")); err != nil {
		t.Fatal(err)
	}
	// Given up by a worker that had no time to say so.
	work := w.number(`SELECT outbox_id FROM bulk_recipients WHERE registration_id = $1`, failed)
	if _, err := w.db.KeepMessage(t.Context(), work, postgres.Message{Channel: postgres.ChannelEmail, Address: "lama@example.id", Text: "x"}); err != nil {
		t.Fatal(err)
	}
	if err := w.db.Bury(t.Context(), work, "550 no such mailbox"); err != nil {
		t.Fatal(err)
	}
	m, err := w.db.BulkMessage(t.Context(), panitia, event, id)
	if err != nil || m.Counts[postgres.BulkSent] != 1 || m.Counts[postgres.BulkFailed] != 1 {
		t.Fatalf("%+v, %v", m, err)
	}
	if list, err = w.db.BulkRecipients(t.Context(), panitia, event, id, postgres.BulkFailed, 1); err != nil || len(list) != 1 || list[0].Reason != "550 no such mailbox" {
		t.Fatalf("%+v, %v", list, err)
	}
	for i, want := range []int{1, 0} {
		if n, err := w.db.RetryBulk(t.Context(), panitia, event, id); err != nil || n != want {
			t.Fatalf("retry %d: %d, %v", i+1, n, err)
		}
	}
	if n := w.number(`SELECT count(*) FROM outbox WHERE id = $1 AND dead_at IS NULL AND attempts = 0`, work); n != 1 {
		t.Error("the work was not revived")
	}
	if n := w.number(`SELECT count(*) FROM messages`); n != 0 {
		t.Error("the message to the old address is kept")
	}
	if err := w.db.SetBulkState(t.Context(), postgres.BulkWork{BulkID: id, RegistrationID: failed}, postgres.BulkSent, ""); err != nil {
		t.Fatal(err)
	}
}

func TestTextsOfAnEvent(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 10)
	panitia := w.panitia(event)
	save := func(text *app.Template, version int) error {
		return w.db.SaveTemplate(t.Context(), panitia, event, postgres.TemplateEdit{
			Letter: app.LetterConfirmed, Texts: map[string]*app.Template{"id": text}, Versions: map[string]int{"id": version},
		})
	}
	first, second := &app.Template{Subject: "A", Body: "Halo {nama}"}, &app.Template{Subject: "B", Body: "Hai {nama}"}
	if err := save(first, 0); err != nil {
		t.Fatal(err)
	}
	if err := save(first, 0); err != nil {
		t.Errorf("saving the same twice: %v", err)
	}
	if err := save(second, 0); !errors.Is(err, postgres.ErrTemplateChanged) {
		t.Errorf("over a text that was not seen: %v", err)
	}
	if err := save(second, 1); err != nil {
		t.Fatal(err)
	}
	if got, err := w.db.EventTemplate(t.Context(), event, app.LetterConfirmed, "id"); err != nil || got != *second {
		t.Errorf("%+v, %v", got, err)
	}
	if err := save(&app.Template{Subject: "C", Body: "{apa}"}, 2); app.KindOf(err) != app.Invalid {
		t.Errorf("an unknown placeholder: %v", err)
	}
	for range 2 {
		if err := save(nil, 2); err != nil {
			t.Fatalf("back to the standard text: %v", err)
		}
	}
	if _, err := w.db.EventTemplate(t.Context(), event, app.LetterConfirmed, "id"); app.KindOf(err) != app.NotFound {
		t.Errorf("after that: %v", err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'event.message_text'`); n != 3 {
		t.Errorf("%d rows in the trail", n)
	}
	errs := make(chan error, 8)
	var wg sync.WaitGroup
	for i := range cap(errs) {
		wg.Go(func() { errs <- save(&app.Template{Subject: string(rune('a' + i)), Body: "x"}, 0) })
	}
	wg.Wait()
	close(errs)
	won := 0
	for err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, postgres.ErrTemplateChanged) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d of those who saved at once won", won)
	}
}

func TestChannelsAreHeldForAllReplicas(t *testing.T) {
	w := newRegisterWorld(t)
	other := w.replica()
	for range 3 {
		if wait, err := w.db.ChannelTurn(t.Context(), "email", 0); err != nil || wait != 0 {
			t.Fatalf("no limit: %v, %v", wait, err)
		}
	}
	passed := 0
	for range 50 {
		wait, err := other.ChannelTurn(t.Context(), "whatsapp", 1)
		if err != nil {
			t.Fatal(err)
		}
		if wait == 0 {
			passed++
		}
	}
	if passed == 50 {
		t.Error("nothing is held back")
	}
	if err := w.db.HoldChannel(t.Context(), "email", time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := w.db.HoldChannel(t.Context(), "email", time.Second); err != nil {
		t.Fatal(err)
	}
	if wait, err := other.ChannelTurn(t.Context(), "email", 0); err != nil || wait < 59*time.Minute {
		t.Errorf("held: %v, %v", wait, err)
	}
}

func TestReadersStopAndResumeWhatTheyNeedNotKnow(t *testing.T) {
	w := newRegisterWorld(t)
	p := w.people(1)[0]
	token := w.db.NoticesToken(p.CandidateID)
	for range 2 {
		if err := w.db.Unsubscribe(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	s, err := w.db.Subscription(t.Context(), token)
	if err != nil || !s.Notices || !s.Ended {
		t.Fatalf("%+v, %v", s, err)
	}
	if err := w.db.ResumeNotices(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	if s, err := w.db.Subscription(t.Context(), token); err != nil || s.Ended {
		t.Errorf("%+v, %v", s, err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'candidate.notices'`); n != 2 {
		t.Errorf("%d rows in the trail", n)
	}
	for _, bad := range []string{token + "x", "a999-x", w.db.SavedJobsToken(p.CandidateID)} {
		if err := w.db.ResumeNotices(t.Context(), bad); app.KindOf(err) != app.NotFound {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
