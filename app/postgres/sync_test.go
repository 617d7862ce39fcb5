package postgres_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
)

func (w *gateWorld) scanner() postgres.ScannerReport {
	return postgres.ScannerReport{ID: uuid.NewString(), EventID: w.fair, GateID: w.gateA, Name: "HP Budi"}
}

// offline is a reading by which a device let somebody in by itself.
func (w *gateWorld) offline(code string, gate int64, after time.Duration) postgres.RedeemInput {
	return postgres.RedeemInput{GateID: gate, Code: code, ScanID: uuid.NewString(), ScannedAt: fairDay.Add(after), Told: app.Admitted}
}

func (w *gateWorld) sync(s postgres.ScannerReport, readings ...postgres.RedeemInput) postgres.Synced {
	w.t.Helper()
	out, err := w.db.Sync(w.t.Context(), w.petugas, s, readings)
	if err != nil {
		w.t.Fatalf("sync: %v", err)
	}
	return out
}

func (w *gateWorld) supervisor() *app.Actor {
	return &app.Actor{AccountID: w.petugas.AccountID, Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia, EventID: w.fair}}}
}

// Two devices without internet let the same ticket in: one mark, of whoever
// came first, and one conflict, whichever of them is heard of first.
func TestSyncTwoDevicesOneTicket(t *testing.T) {
	for _, lateFirst := range []bool{false, true} {
		t.Run(fmt.Sprint("late first: ", lateFirst), func(t *testing.T) {
			w := newGateWorld(t)
			code, registration := w.ticket("Siti Aminah", w.fair, w.morning, app.Confirmed)
			a, b := w.offline(code, w.gateA, 0), w.offline(code, w.gateB, time.Minute)
			order := []postgres.RedeemInput{a, b}
			if lateFirst {
				slices.Reverse(order)
			}
			for _, in := range order {
				for range 2 { // sent twice, as by a device that lost the answer
					if out := w.sync(w.scanner(), in); out.Results[0].Err != nil || out.Revoked {
						t.Fatalf("%+v", out)
					}
				}
			}
			if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1 AND scan_id = $2 AND gate_id = $3`, registration, a.ScanID, w.gateA); n != 1 {
				t.Error("the mark is not that of who came first")
			}
			if n := w.count(`SELECT count(*) FROM scans`); n != 2 {
				t.Errorf("%d readings are kept", n)
			}
			conflicts, err := w.db.Conflicts(t.Context(), w.supervisor(), w.fair)
			if err != nil || len(conflicts) != 1 || conflicts[0].ScanID != b.ScanID || !conflicts[0].FirstAt.Equal(a.ScannedAt) || conflicts[0].FirstGate != "Pintu A" || conflicts[0].Name != "Siti Aminah" {
				t.Fatalf("%+v, %v", conflicts, err)
			}
			if err := w.db.ReviewConflict(t.Context(), w.supervisor(), w.fair, b.ScanID, "kartu keluarga dicek"); err != nil {
				t.Fatal(err)
			}
			if again, err := w.db.Conflicts(t.Context(), w.supervisor(), w.fair); err != nil || again[0].Reviewed == nil || again[0].Note != "kartu keluarga dicek" {
				t.Errorf("after the review: %+v, %v", again, err)
			}
		})
	}
}

func TestSyncKeepsWhatItCan(t *testing.T) {
	w := newGateWorld(t)
	s := w.scanner()
	good, registration := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	gone, _ := w.ticket("Rina", w.fair, w.morning, app.Cancelled)
	sent, away := w.ticket("Dewi", w.fair, w.morning, app.Confirmed)
	ok := w.offline(good, 999_999, 0) // a gate that is there no more
	cancelled := w.offline(gone, w.gateA, 0)
	turned := w.offline(sent, w.gateA, 0)
	turned.Told = app.Refused
	bad := w.offline(good, w.gateA, 0)
	bad.ScanID = "bukan-uuid"
	nonsense := w.offline("???", w.gateA, 0)
	nonsense.Told = postgres.ToldSaved
	out := w.sync(s, ok, cancelled, turned, bad, nonsense)
	for i, want := range []app.Refusal{"", app.CancelledTicket, "", "", app.UnknownCode} {
		if got := out.Results[i].Value.Refusal; got != want {
			t.Errorf("reading %d: %q, want %q", i, got, want)
		}
	}
	if !errors.Is(out.Results[3].Err, postgres.ErrScanID) {
		t.Errorf("a reading without a name of its own: %v", out.Results[3].Err)
	}
	if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1 AND offline AND gate_id IS NULL`, registration); n != 1 {
		t.Errorf("%d marks", n)
	}
	if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1`, away); n != 0 {
		t.Error("somebody who was sent away is marked as there")
	}
	conflicts, err := w.db.Conflicts(t.Context(), w.supervisor(), w.fair)
	if err != nil || len(conflicts) != 2 { // who was let in on a cancelled ticket, and on no ticket
		t.Errorf("%+v, %v", conflicts, err)
	}
}

func TestRevokedScanner(t *testing.T) {
	w := newGateWorld(t)
	s := w.scanner()
	s.Waiting = 7
	w.sync(s)
	list, err := w.db.Scanners(t.Context(), w.supervisor(), w.fair)
	if err != nil || len(list) != 1 || list[0].Waiting != 7 || list[0].Gate != "Pintu A" || list[0].Account != "Budi Santoso" || list[0].RevokedAt != nil {
		t.Fatalf("%+v, %v", list, err)
	}
	for range 2 {
		if err := w.db.RevokeScanner(t.Context(), w.supervisor(), w.fair, s.ID); err != nil {
			t.Fatal(err)
		}
	}
	before, _ := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	after, _ := w.ticket("Rina", w.fair, w.morning, app.Confirmed)
	out := w.sync(s, w.offline(before, w.gateA, -time.Hour), w.offline(after, w.gateA, time.Hour))
	if !out.Revoked || out.Results[0].Value.Outcome != app.Admitted || !errors.Is(out.Results[1].Err, postgres.ErrScannerRevoked) {
		t.Errorf("%+v", out)
	}
	elsewhere := s
	elsewhere.EventID = w.other
	admin := &app.Actor{AccountID: w.petugas.AccountID, Grants: []app.Grant{{Role: app.RoleAdmin}}}
	if _, err := w.db.Sync(t.Context(), admin, elsewhere, nil); !errors.Is(err, postgres.ErrScanner) {
		t.Errorf("a device of another event: %v", err)
	}
	for _, err := range []error{
		second2(w.db.Sync(t.Context(), w.petugas, elsewhere, nil)), second2(w.db.Scanners(t.Context(), w.petugas, w.fair)),
		second2(w.db.Conflicts(t.Context(), w.petugas, w.fair)), w.db.RevokeScanner(t.Context(), w.petugas, w.fair, s.ID),
		w.db.AnnulMark(t.Context(), w.petugas, w.fair, 1, "salah orang"), w.db.ReviewConflict(t.Context(), w.petugas, w.fair, uuid.NewString(), ""),
	} {
		if !errors.Is(err, app.ErrNotFound) {
			t.Errorf("somebody who is no supervisor there: %v", err)
		}
	}
}

func TestForcedEntry(t *testing.T) {
	w := newGateWorld(t)
	waiting, registration := w.ticket("Siti", w.fair, w.morning, app.Waitlisted)
	in := postgres.RedeemInput{EventID: w.fair, GateID: w.gateA, Code: waiting, ScanID: uuid.NewString(), ScannedAt: fairDay, Force: "tamu kepala dinas"}
	if _, err := w.db.Redeem(t.Context(), w.petugas, in); !errors.Is(err, postgres.ErrForce) {
		t.Errorf("forced by who may not: %v", err)
	}
	for range 2 {
		v, err := w.db.Redeem(t.Context(), w.supervisor(), in)
		if err != nil || v.Outcome != app.Admitted || v.Forced != app.OnWaitlist {
			t.Fatalf("%+v, %v", v, err)
		}
	}
	if n := w.count(`SELECT count(*) FROM scans WHERE forced = 'waitlisted' AND force_reason = 'tamu kepala dinas'`); n != 1 {
		t.Errorf("%d readings with the reason", n)
	}
	if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1`, registration); n != 1 {
		t.Errorf("%d marks", n)
	}
	in.Code, in.ScanID = "0000000000000000", uuid.NewString()
	if v, err := w.db.Redeem(t.Context(), w.supervisor(), in); err != nil || v.Outcome != app.Refused {
		t.Errorf("an unknown code was made valid: %+v, %v", v, err)
	}
	if err := w.db.AnnulMark(t.Context(), w.supervisor(), w.fair, registration, "x"); !errors.Is(err, postgres.ErrAnnulReason) {
		t.Errorf("annulled without a reason: %v", err)
	}
	if err := w.db.AnnulMark(t.Context(), w.supervisor(), w.fair, registration, "salah orang"); err != nil {
		t.Error(err)
	}
	if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1 AND annul_reason = 'salah orang'`, registration); n != 1 {
		t.Error("the annulled mark is gone from the history")
	}
}

func TestReentry(t *testing.T) {
	read := func(w *gateWorld, code string, after time.Duration, way app.Direction) app.Verdict {
		t.Helper()
		v, err := w.db.Redeem(t.Context(), w.petugas, postgres.RedeemInput{EventID: w.fair, Code: code, ScanID: uuid.NewString(), ScannedAt: fairDay.Add(after), Direction: way})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, tt := range []struct {
		policy  app.Reentry
		minutes int
		again   []time.Duration // after the first time
		want    []app.Outcome
	}{
		{app.NoReentry, 0, []time.Duration{time.Minute, 24 * time.Hour}, []app.Outcome{app.Duplicate, app.Duplicate}},
		{app.FreeReentry, 0, []time.Duration{time.Minute, 2 * time.Minute}, []app.Outcome{app.Admitted, app.Admitted}},
		{app.ReentryAfter, 10, []time.Duration{9 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute}, []app.Outcome{app.Duplicate, app.Admitted, app.Duplicate, app.Admitted}},
		{app.ReentryPerDay, 0, []time.Duration{time.Hour, 24 * time.Hour, 25 * time.Hour}, []app.Outcome{app.Duplicate, app.Admitted, app.Duplicate}},
	} {
		t.Run(string(tt.policy), func(t *testing.T) {
			w := newGateWorld(t)
			w.exec(`UPDATE events SET reentry = $2, reentry_minutes = $3 WHERE id = $1`, w.fair, string(tt.policy), tt.minutes)
			code, registration := w.ticket("Siti", w.fair, 0, app.Confirmed)
			if v := read(w, code, -time.Minute, app.Outward); v.Outcome != app.Admitted || v.Direction != app.Outward {
				t.Errorf("leaving: %+v", v)
			}
			if v := read(w, code, 0, app.Inward); v.Outcome != app.Admitted || v.Again {
				t.Errorf("the first time: %+v", v)
			}
			for i, d := range tt.again {
				if v := read(w, code, d, app.Inward); v.Outcome != tt.want[i] || v.Again != (tt.want[i] == app.Admitted) {
					t.Errorf("after %v: %+v", d, v)
				}
			}
			if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1`, registration); n != 1 {
				t.Errorf("%d marks", n)
			}
		})
	}
}

// However the readings of devices without internet arrive, in whatever
// batches, order and repetition, over either of two replicas and at the same
// time, they end in the marks and conflicts that follow from when they were
// read. Each round gives forty tickets a history of their own.
func TestSyncConverges(t *testing.T) {
	w := newGateWorld(t)
	replicas := []*postgres.DB{w.db, w.open()}
	supervisor := w.supervisor()
	statuses := []app.RegistrationStatus{app.Confirmed, app.Confirmed, app.Confirmed, app.Waitlisted, app.Cancelled}
	told := []app.Outcome{app.Admitted, app.Admitted, app.Admitted, postgres.ToldSaved, app.Duplicate, app.Refused}
	for round := range 50 {
		rnd := rand.New(rand.NewPCG(2026, uint64(round)))
		var all []postgres.RedeemInput
		first, second := map[int64]string{}, map[string]bool{} // by registration; conflicts by scan
		for range 40 {
			status := statuses[rnd.IntN(len(statuses))]
			code, registration := w.ticket("Orang", w.fair, w.morning, status)
			var mine []postgres.RedeemInput
			for range rnd.IntN(5) {
				in := w.offline(code, []int64{w.gateA, w.gateB}[rnd.IntN(2)], time.Duration(rnd.IntN(4))*time.Minute) // often at the same moment
				in.Told = told[rnd.IntN(len(told))]
				mine = append(mine, in)
			}
			all = append(all, mine...)
			slices.SortFunc(mine, func(a, b postgres.RedeemInput) int {
				return cmp.Or(a.ScannedAt.Compare(b.ScannedAt), strings.Compare(a.ScanID, b.ScanID))
			})
			for _, in := range mine {
				switch passed := in.Told == app.Admitted || in.Told == postgres.ToldSaved; {
				case !passed:
				case status == app.Confirmed && first[registration] == "":
					first[registration] = in.ScanID
				default:
					second[in.ScanID] = true
				}
			}
		}
		deliveries := slices.Concat(all, all[:len(all)/2]) // half of them twice
		rnd.Shuffle(len(deliveries), func(i, j int) { deliveries[i], deliveries[j] = deliveries[j], deliveries[i] })
		var wg sync.WaitGroup
		for len(deliveries) > 0 {
			n := min(len(deliveries), 1+rnd.IntN(20))
			db, part, scanner := replicas[rnd.IntN(2)], deliveries[:n], w.scanner()
			deliveries = deliveries[n:]
			wg.Go(func() {
				for {
					out, err := db.Sync(t.Context(), w.petugas, scanner, part)
					if errors.Is(err, app.ErrBusy) {
						continue // as a device does
					}
					if err != nil {
						t.Errorf("round %d: %v", round, err)
						return
					}
					for _, r := range out.Results {
						if r.Err != nil {
							t.Errorf("round %d: %v", round, r.Err)
						}
					}
					return
				}
			})
		}
		wg.Wait()
		for registration, scan := range first {
			if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1 AND scan_id = $2`, registration, scan); n != 1 {
				t.Errorf("round %d: the mark of registration %d is not its earliest reading", round, registration)
			}
		}
		if n := w.count(`SELECT count(*) FROM attendances`); n != len(first) {
			t.Errorf("round %d: %d marks, want %d", round, n, len(first))
		}
		if n := w.count(`SELECT count(*) FROM scans`); n != len(all) {
			t.Errorf("round %d: %d readings, want %d", round, n, len(all))
		}
		conflicts, err := w.db.Conflicts(t.Context(), supervisor, w.fair)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, c := range conflicts {
			got[c.ScanID] = true
		}
		if len(got) != len(second) {
			t.Errorf("round %d: %d conflicts, want %d", round, len(got), len(second))
		}
		for scan := range second {
			if !got[scan] {
				t.Errorf("round %d: a conflict is missing", round)
			}
		}
		if t.Failed() {
			return
		}
		w.exec(`DELETE FROM scans`)
		w.exec(`DELETE FROM attendances`)
	}
}
