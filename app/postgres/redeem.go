package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"gerbang/app"
	"gerbang/app/batch"
)

// Errors of a reading that the one who sent it can mend.
var (
	ErrScanID     = &app.Error{Kind: app.Invalid, Key: "error.uuid", Field: "scan_id"}
	ErrScanReused = &app.Error{Kind: app.Conflict, Key: "attendance.scan_reused", Field: "scan_id"}
	ErrDirection  = &app.Error{Kind: app.Invalid, Key: "error.choice", Field: "direction"}
	ErrForce      = &app.Error{Kind: app.Forbidden, Key: "attendance.force_not_allowed", Field: "force"}
	ErrGate       = &app.Error{Kind: app.Invalid, Key: "attendance.gate_unknown", Field: "pintu"}
)

// errScanRace is a reading that another replica recorded at the same moment;
// running the batch again finds what it recorded.
var errScanRace = errors.New("the same scan was recorded at the same time")

// RedeemInput is one reading of a ticket at a gate.
type RedeemInput struct {
	EventID   int64
	GateID    int64     // 0 when the event names no gates
	Code      string    // as scanned or typed
	ScanID    string    // UUID made by the device; a repeat is the same scan
	ScannedAt time.Time // now when zero
	Direction app.Direction
	ScannerID string      // UUID of the paired device; empty without one
	Told      app.Outcome // what the device said by itself when it had no internet; empty when it waits for us
	Force     string      // why somebody is to be let in whose ticket does not stand; empty: they are not
}

// ToldSaved is what a device says of a ticket that it knows nothing of.
const ToldSaved app.Outcome = "saved"

// offline reports whether the device let the holder in by itself.
func (in *RedeemInput) offline() bool { return in.Told == app.Admitted || in.Told == ToldSaved }

// turnedAway reports whether the device sent the holder away by itself: they
// did not come in, whatever we would have said.
func (in *RedeemInput) turnedAway() bool { return in.Told == app.Duplicate || in.Told == app.Refused }

// item checks a reading and makes it what a batch takes.
func (db *DB) item(actor *app.Actor, in RedeemInput) (redeemItem, error) {
	id, err := uuid.Parse(in.ScanID)
	if err != nil || len(in.ScanID) != len(id.String()) {
		return redeemItem{}, ErrScanID
	}
	in.ScanID = id.String()
	switch in.Direction {
	case "":
		in.Direction = app.Inward
	case app.Inward, app.Outward:
	default:
		return redeemItem{}, ErrDirection
	}
	if in.Force != "" && !actor.CanEvent(app.ForceEntry, in.EventID) {
		return redeemItem{}, ErrForce
	}
	code, ok := app.NormalizeTicketCode(in.Code)
	if !ok {
		code = "" // belongs to no ticket, but the reading is still recorded
	}
	if in.ScannedAt.IsZero() {
		in.ScannedAt = db.now()
	}
	in.ScannedAt = in.ScannedAt.Truncate(time.Microsecond) // as the database keeps it
	return redeemItem{actor: actor, in: in, code: code}, nil
}

// Redeem decides on one reading and records it, whatever the outcome. A
// repeat with the same ScanID returns the same answer and records nothing.
// Readings that arrive together are committed together, as registrations are.
//
// Errors: app.ErrNotFound when the actor may not check in at this event,
// ErrScanID, ErrScanReused when the ScanID stood for another ticket,
// ErrGate, app.ErrBusy.
func (db *DB) Redeem(ctx context.Context, actor *app.Actor, in RedeemInput) (app.Verdict, error) {
	if !actor.CanEvent(app.CheckIn, in.EventID) {
		return app.Verdict{}, app.ErrNotFound
	}
	it, err := db.item(actor, in)
	if err != nil {
		return app.Verdict{}, err
	}
	v, err := db.redeeming.Do(ctx, strconv.FormatInt(in.EventID, 10), it)
	return told(ctx, v, err)
}

type redeemItem struct {
	actor *app.Actor
	in    RedeemInput
	code  string
}

func (db *DB) redeemBatch(ctx context.Context, _ string, items []redeemItem) []batch.Result[app.Verdict] {
	results, err := db.redeemAtOnce(ctx, items)
	if err == nil && results == nil {
		results, err = db.redeemInSteps(ctx, items)
	}
	if err != nil {
		results = make([]batch.Result[app.Verdict], len(items))
		for i := range results {
			results[i].Err = err
		}
	}
	return results
}

// redeemAtOnce reads in one statement and writes in another: the way of
// nearly every batch. It returns nothing, and has done nothing, when another
// writer changed meanwhile what the verdicts rest on.
func (db *DB) redeemAtOnce(ctx context.Context, items []redeemItem) ([]batch.Result[app.Verdict], error) {
	r := newRedemption(items)
	pending, repeats := r.distinct()
	if err := db.readings(ctx, nil, r, pending); err != nil {
		return nil, err
	}
	in, _ := r.decide(pending)
	if done, err := db.markAndRecord(ctx, r, in); err != nil || !done {
		return nil, err
	}
	r.repeat(repeats)
	return r.results, nil
}

// redeemInSteps decides in a transaction, again and again for those who lose
// a mark to another writer, until every verdict is true.
func (db *DB) redeemInSteps(ctx context.Context, items []redeemItem) (results []batch.Result[app.Verdict], err error) {
	for range 3 {
		err = db.InTx(ctx, func(tx *sqlx.Tx) error {
			var err error
			results, err = db.redeemAll(ctx, tx, items)
			return err
		})
		if !errors.Is(err, errScanRace) {
			return results, err
		}
	}
	return nil, app.ErrBusy.Because(err)
}

// redemption is a batch of readings of one event on their way to verdicts.
type redemption struct {
	eventID  int64
	event    *app.Event // as the readings found it
	items    []redeemItem
	readings []*reading // by item
	results  []batch.Result[app.Verdict]
	fresh    []bool // decided now, not replayed: to be recorded
}

func (db *DB) redeemAll(ctx context.Context, tx *sqlx.Tx, items []redeemItem) ([]batch.Result[app.Verdict], error) {
	r := newRedemption(items)
	pending, repeats := r.distinct()
	// Who loses a mark to another replica reads again and is told the truth:
	// the other's mark is visible by then.
	for round := 0; len(pending) > 0; round++ {
		if round == 4 {
			return nil, app.ErrBusy.Because(errors.New("marks of the batch keep changing"))
		}
		if err := db.readings(ctx, tx, r, pending); err != nil {
			return nil, err
		}
		in, behind := r.decide(pending)
		marked, err := db.mark(ctx, tx, r, in)
		if err != nil {
			return nil, err
		}
		pending = r.undecided(in, behind, marked)
	}
	r.repeat(repeats)
	return r.results, db.recordScans(ctx, tx, r)
}

func newRedemption(items []redeemItem) *redemption {
	n := len(items)
	return &redemption{
		eventID: items[0].in.EventID, items: items,
		readings: make([]*reading, n), results: make([]batch.Result[app.Verdict], n), fresh: make([]bool, n),
	}
}

// repeat gives repeats of a scan the answer of the first.
func (r *redemption) repeat(repeats map[int]int) {
	for i, first := range repeats {
		r.results[i] = r.results[first]
		if r.items[i].code != r.items[first].code {
			r.results[i] = batch.Result[app.Verdict]{Err: ErrScanReused}
		}
	}
}

// distinct returns the items to decide on, and for each repeat of a scan
// within the batch the item that it repeats.
func (r *redemption) distinct() (pending []int, repeats map[int]int) {
	seen := make(map[string]int, len(r.items))
	repeats = map[int]int{}
	for i, it := range r.items {
		if first, again := seen[it.in.ScanID]; again {
			repeats[i] = first
			continue
		}
		seen[it.in.ScanID] = i
		pending = append(pending, i)
	}
	r.inTime(pending)
	return pending, repeats
}

// inTime sorts items by when they were read: a device that was without
// internet brings readings that are older than those we know.
func (r *redemption) inTime(items []int) {
	slices.SortFunc(items, func(a, b int) int {
		x, y := &r.items[a].in, &r.items[b].in
		return cmp.Or(x.ScannedAt.Compare(y.ScannedAt), cmp.Compare(x.ScanID, y.ScanID))
	})
}

// decide fills the results of the pending items. It returns those to be
// marked as in, and those refused only because they come behind one of them.
func (r *redemption) decide(pending []int) (in []int, behind map[int]int) {
	first := map[int64]int{} // registration → item let in within this batch
	last := map[int64]time.Time{}
	behind = map[int]int{}
	for _, i := range pending {
		it, seen := r.items[i], r.readings[i]
		r.fresh[i] = false
		switch {
		case seen.ScanEvent != 0:
			v, err := seen.replay(r.event, it)
			r.results[i] = batch.Result[app.Verdict]{Value: v, Err: err}
			continue
		case it.in.GateID != 0 && !seen.GateKnown:
			r.results[i] = batch.Result[app.Verdict]{Err: ErrGate}
			continue
		}
		a := seen.admission(r.event, it)
		if j, taken := first[seen.RegistrationID]; taken && a.AlreadyInAt == nil {
			at := r.items[j].in.ScannedAt
			a.AlreadyInAt, a.AlreadyGate, a.AlreadyBy = &at, r.readings[j].GateName, r.items[j].actor.Name
			behind[i] = j
		}
		if at, ok := last[seen.RegistrationID]; ok && (a.LastInAt == nil || at.After(*a.LastInAt)) {
			a.LastInAt = &at
		}
		v := app.Admit(a)
		v.TicketID = seen.TicketID
		r.results[i], r.fresh[i] = batch.Result[app.Verdict]{Value: v}, true
		if v.Outcome != app.Admitted || v.Direction != app.Inward || it.in.turnedAway() {
			continue
		}
		last[seen.RegistrationID] = it.in.ScannedAt
		if !v.Again {
			first[seen.RegistrationID] = i
			in = append(in, i)
		}
	}
	return in, behind
}

// undecided returns the items whose mark was not made, because another writer
// made it or the registration changed, and those that came behind them.
func (r *redemption) undecided(in []int, behind map[int]int, marked map[int64]bool) []int {
	var again []int
	lost := map[int]bool{}
	for _, i := range in {
		if !marked[r.readings[i].RegistrationID] {
			lost[i] = true
			again = append(again, i)
		}
	}
	for i, j := range behind {
		if lost[j] {
			again = append(again, i)
		}
	}
	r.inTime(again)
	return again
}
