package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
)

var errDisk = errors.New("the disk does not answer")

// A commit that may not be on disk yet is told to nobody as a success, and
// asking again tells the truth once it is.
func TestNobodyIsToldOfARegistrationBeforeItIsOnDisk(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 5)
	person := w.people(1)[0]
	in := postgres.RegisterInput{EventID: event, SessionID: sessions[0]}

	mend := w.db.BreakFlush(errDisk)
	if _, err := w.db.Register(t.Context(), person, in); !errors.Is(err, errDisk) {
		t.Fatalf("told %v while the disk was away", err)
	}
	mend()
	r, err := w.db.Register(t.Context(), person, in)
	if err != nil || !r.Existing || r.Code == "" {
		t.Errorf("asked again: %+v, %v", r, err)
	}
	if n := w.number(`SELECT count(*) FROM registrations WHERE event_id = $1`, event); n != 1 {
		t.Errorf("%d registrations", n)
	}
}

func TestNobodyIsLetInBeforeItIsOnDisk(t *testing.T) {
	w := newGateWorld(t)
	code, _ := w.ticket("Siti Nur Aisyah", w.fair, w.morning, app.Confirmed)
	in := postgres.RedeemInput{EventID: w.fair, GateID: w.gateA, Code: code, ScanID: uuid.NewString(), ScannedAt: fairDay}

	mend := w.db.BreakFlush(errDisk)
	if _, err := w.db.Redeem(t.Context(), w.petugas, in); !errors.Is(err, errDisk) {
		t.Fatalf("told %v while the disk was away", err)
	}
	mend()
	v, err := w.db.Redeem(t.Context(), w.petugas, in)
	if err != nil || v.Outcome != app.Admitted {
		t.Errorf("the same scan again: %+v, %v", v, err)
	}
}
