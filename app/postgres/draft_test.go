package postgres_test

import (
	"errors"
	"slices"
	"testing"

	"gerbang/app"
)

func TestDraftsAndConsents(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 3, 1, 5)
	_, others := w.event(app.Instant, 0, 5)
	slug := w.slug(event)
	me := w.account("siti")
	if err := w.db.SaveIdentity(t.Context(), me, siti()); err != nil {
		t.Fatal(err)
	}
	me.CandidateID = w.number(`SELECT id FROM candidates WHERE account_id = $1`, me.AccountID)

	fresh, err := w.db.Application(t.Context(), me, app.JobFair, slug)
	if err != nil || fresh.Event.ID != event || fresh.Draft.SessionID != 0 || fresh.Draft.Consented {
		t.Errorf("nothing answered: %+v, %v", fresh, err)
	}
	if err := w.db.SaveDraftSession(t.Context(), me, event, others[0]); !errors.Is(err, app.ErrSessionRequired) {
		t.Errorf("session of another event: %v", err)
	}
	for _, s := range sessions {
		if err := w.db.SaveDraftSession(t.Context(), me, event, s); err != nil {
			t.Fatal(err)
		}
	}
	all := []app.ConsentPurpose{app.ConsentRegistration, app.ConsentEmployers, app.ConsentWhatsApp}
	if err := w.db.SaveConsents(t.Context(), me, event, all, all[1:]); !errors.Is(err, app.ErrConsent) {
		t.Errorf("without the one that is needed: %v", err)
	}
	if given, err := w.db.Consents(t.Context(), me); err != nil || len(given) != 0 {
		t.Errorf("consents after a refusal: %v, %v", given, err)
	}
	if err := w.db.SaveConsents(t.Context(), me, event, all, all); err != nil {
		t.Fatal(err)
	}
	if err := w.db.SaveConsents(t.Context(), me, event, all, all[:2]); err != nil {
		t.Fatal(err)
	}
	a, err := w.db.Application(t.Context(), me, app.JobFair, slug)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(a.Consents)
	if a.Draft.SessionID != sessions[1] || !a.Draft.Consented || !slices.Equal(a.Consents, []app.ConsentPurpose{app.ConsentEmployers, app.ConsentRegistration}) ||
		a.Left != 3 || a.Standing != nil || len(a.Sessions) != 2 || !a.Candidate.IdentityComplete() {
		t.Errorf("application: %+v", a)
	}
	if n := w.number(`SELECT count(*) FROM consents WHERE purpose = 'whatsapp' AND withdrawn_at IS NOT NULL`); n != 1 {
		t.Error("the consent taken back left no trace")
	}
	if err := w.db.GiveConsent(t.Context(), me, app.ConsentWhatsApp, app.ConsentRegistration); err != nil {
		t.Fatal(err)
	}
	if given, err := w.db.Consents(t.Context(), me); err != nil || len(given) != 3 {
		t.Errorf("given again: %v, %v", given, err)
	}

	if err := w.db.SaveAddress(t.Context(), me, app.Address{OutsideDKI: true, City: "Bogor"}); err != nil {
		t.Fatal(err)
	}
	r, err := w.db.RegisterDraft(t.Context(), me, app.JobFair, slug, true)
	if err != nil || r.SessionID != sessions[1] || r.Status != app.Confirmed {
		t.Errorf("registering with the saved answers: %+v, %v", r, err)
	}
	a, err = w.db.Application(t.Context(), me, app.JobFair, slug)
	if err != nil || a.Standing == nil || a.Standing.ID != r.ID || a.Standing.Code != r.Code || a.Left != 2 {
		t.Errorf("registered: %+v, %v", a.Standing, err)
	}
}

func TestApplicationOfVisitorsAndWrongAddresses(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 0, 5)
	slug := w.slug(event)
	if a, err := w.db.Application(t.Context(), nil, app.JobFair, slug); err != nil || a.Event.ID != event || len(a.Sessions) != 1 || a.Candidate == nil {
		t.Errorf("a visitor: %+v, %v", a, err)
	}
	if _, err := w.db.Application(t.Context(), nil, app.Course, slug); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("under another kind: %v", err)
	}
	person := w.people(1)[0]
	if _, err := w.db.RegisterDraft(t.Context(), person, app.Course, slug, false); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("registering under another kind: %v", err)
	}
	if _, err := w.db.RegisterDraft(t.Context(), person, app.JobFair, slug, false); !errors.Is(err, app.ErrSessionRequired) {
		t.Errorf("registering without a draft: %v", err)
	}
	w.exec(`UPDATE events SET status = 'draft' WHERE id = $1`, event)
	if _, err := w.db.RegisterDraft(t.Context(), person, app.JobFair, slug, false); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("registering for an unpublished event: %v", err)
	}
	if _, err := w.db.Application(t.Context(), nil, app.JobFair, slug); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an unpublished event: %v", err)
	}
}

func TestApplicationFull(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1, 1)
	people := w.people(3)
	slug := w.slug(event)
	for i, s := range sessions {
		a, err := w.db.Application(t.Context(), people[2], app.JobFair, slug)
		if err != nil || a.Full(s) || a.AllFull(w.now) {
			t.Errorf("with %d places left: %v", 2-i, err)
		}
		w.register(w.db, people[i], event, s)
	}
	a, err := w.db.Application(t.Context(), people[2], app.JobFair, slug)
	if err != nil || !a.Full(sessions[0]) || !a.AllFull(w.now) {
		t.Errorf("with no place left: %v", err)
	}
}

func (w *registerWorld) slug(event int64) string {
	w.t.Helper()
	var slug string
	if err := w.sql.QueryRow(`SELECT slug FROM events WHERE id = $1`, event).Scan(&slug); err != nil {
		w.t.Fatal(err)
	}
	return slug
}
