package postgres_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"gerbang/app"
	"gerbang/app/postgres"
)

// selectionWorld is a course of few seats whose window is over, with people
// who applied and staff who select.
type selectionWorld struct {
	*registerWorld
	event    *app.Event
	people   []*app.Actor
	ids      []int64 // registrations, by person
	panitia  *app.Actor
	assessor *app.Actor
	test     int64 // components
	talk     int64
}

func newSelectionWorld(t testing.TB, seats, reserves, applicants int) *selectionWorld {
	t.Helper()
	w := &selectionWorld{registerWorld: newRegisterWorld(t)}
	start := app.Day(beforeFair).AddDate(0, 0, 30).Add(8 * time.Hour)
	id := w.number(`INSERT INTO events (kind, slug, title, status, approval, capacity, starts_at, ends_at, opens_at, closes_at)
		VALUES ('course', 'kaigo', 'Kaigo', 'published', 'selection', $1, $2, $3, $4, $5) RETURNING id`,
		seats, start, start.AddDate(0, 0, 45), beforeFair.AddDate(0, 0, -7), beforeFair.AddDate(0, 0, 1))
	w.exec(`INSERT INTO courses (event_id, trade) VALUES ($1, 'Bahasa Jepang')`, id)
	w.people = w.registerWorld.people(applicants)
	for _, a := range w.people {
		r, err := w.db.Register(t.Context(), a, postgres.RegisterInput{EventID: id})
		if err != nil || r.Status != app.Submitted {
			t.Fatalf("%+v, %v", r, err)
		}
		w.ids = append(w.ids, r.ID)
	}
	w.panitia, w.assessor = w.staff(app.RolePanitia, id), w.staff(app.RolePetugas, id)
	w.now = beforeFair.AddDate(0, 0, 2)
	w.event = &app.Event{ID: id, StartsAt: start}
	plan := w.plan()
	plan.Reserves = reserves
	plan.Components = []app.Component{
		{Round: 1, Name: "Tes tulis", Weight: 60, Max: 100_00, Pass: 30_00, HasPass: true}, {Round: 2, Name: "Wawancara", Weight: 40, Max: 50_00},
	}
	w.ok(w.db.SaveSelection(t.Context(), w.panitia, plan))
	plan = w.plan()
	w.test, w.talk = plan.Components[0].ID, plan.Components[1].ID
	return w
}

func (w *selectionWorld) staff(role app.Role, eventID int64) *app.Actor {
	account := w.number(`INSERT INTO accounts (name, email) VALUES ($1, $2) RETURNING id`, string(role), uuid.NewString()+"@contoh.id")
	return &app.Actor{AccountID: account, Name: string(role), Grants: []app.Grant{{Role: role, EventID: eventID}}}
}

func (w *selectionWorld) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *selectionWorld) plan() *app.SelectionPlan {
	w.t.Helper()
	p, err := w.db.Selection(w.t.Context(), w.panitia, app.EditEvents, w.event.ID)
	w.ok(err)
	return p
}

func (w *selectionWorld) eligible(ids ...int64) {
	w.t.Helper()
	_, err := w.db.DecideChecks(w.t.Context(), w.panitia, w.event.ID, ids, true, "")
	w.ok(err)
}

func cell(registration, component int64, version int, score int) postgres.ScoreCell {
	c := postgres.ScoreCell{RegistrationID: registration, ComponentID: component, Version: version}
	if score >= 0 {
		c.Mark = app.Mark{State: app.Scored, Score: app.Points(score) * 100}
	} else {
		c.Mark = app.Mark{State: app.WasAbsent}
	}
	return c
}

// score gives both components of each person one share of their highest score.
func (w *selectionWorld) score(percent ...int) {
	w.t.Helper()
	var cells []postgres.ScoreCell
	for i, s := range percent {
		cells = append(cells, cell(w.ids[i], w.test, 0, s), cell(w.ids[i], w.talk, 0, s/2))
	}
	n, conflicts, err := w.db.SaveScores(w.t.Context(), w.assessor, w.event.ID, cells, false)
	if err != nil || n != len(cells) || len(conflicts) > 0 {
		w.t.Fatalf("%d saved, %v, %v", n, conflicts, err)
	}
}

func (w *selectionWorld) publish() {
	w.t.Helper()
	v, err := w.db.Ranking(w.t.Context(), w.panitia, w.event.ID)
	w.ok(err)
	w.ok(w.db.PublishResults(w.t.Context(), w.panitia, w.event.ID, v.Seen))
}

func (w *selectionWorld) statuses() string {
	w.t.Helper()
	var out []string
	for _, id := range w.ids {
		var s string
		w.ok(w.sql.QueryRow(`SELECT status FROM registrations WHERE id = $1`, id).Scan(&s))
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// true checks what must hold after every step.
func (w *selectionWorld) wantTrue() {
	w.t.Helper()
	w.wantCountersTrue(w.event.ID)
	for query, want := range map[string]int64{
		`SELECT greatest(count(*) - (SELECT capacity FROM events WHERE id = $1), 0) FROM registrations WHERE event_id = $1 AND status = 'accepted'`: 0,
		`SELECT count(*) FROM registrations r WHERE r.event_id = $1 AND (r.status = 'accepted') <> EXISTS (
			SELECT 1 FROM selection_seats t WHERE t.registration_id = r.id AND t.ended_at IS NULL)`: 0,
		`SELECT count(*) FROM registrations r WHERE r.event_id = $1 AND (r.status IN ('submitted', 'accepted')) <> EXISTS (
			SELECT 1 FROM tickets t WHERE t.registration_id = r.id AND t.revoked_at IS NULL)`: 0,
	} {
		if n := w.number(query, w.event.ID); n != want {
			w.t.Errorf("%s = %d, want %d", query, n, want)
		}
	}
}

func TestSelectionFromApplicantsToAReserveMovingUp(t *testing.T) {
	w := newSelectionWorld(t, 2, 2, 6)
	ctx := t.Context()
	w.eligible(w.ids[:5]...)
	if _, err := w.db.DecideChecks(ctx, w.panitia, w.event.ID, w.ids[5:], false, ""); !errors.Is(err, app.ErrCheckReason) {
		t.Errorf("not eligible without a reason: %v", err)
	}
	n, err := w.db.DecideChecks(ctx, w.panitia, w.event.ID, w.ids[5:], false, "Usia di bawah 18 tahun")
	if again, _ := w.db.DecideChecks(ctx, w.panitia, w.event.ID, w.ids[5:], false, "Usia di bawah 18 tahun"); n != 1 || err != nil || again != 0 {
		t.Errorf("%d decided, then %d: %v", n, again, err)
	}
	w.score(50, 90, 70, 80, 20)
	w.publish()
	if got, want := w.statuses(), "reserve accepted reserve accepted rejected rejected"; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	w.wantTrue()
	for query, want := range map[string]int64{
		`SELECT count(*) FROM outbox WHERE kind = 'registration.message' AND payload ->> 'message' = 'result'`: 6,
		`SELECT count(*) FROM audit_log WHERE action = 'registration.result'`:                                  6,
		`SELECT live FROM event_counters`:  4,
		`SELECT taken FROM event_counters`: 2,
	} {
		if n := w.number(query); n != want {
			t.Errorf("%s = %d, want %d", query, n, want)
		}
	}
	_, m, err := w.db.MySelection(ctx, w.people[0], w.ids[0])
	w.ok(err)
	if r := m.Result; r == nil || r.Rank != 4 || r.Ranked != 4 || r.ReserveNo != 2 || r.Ahead != 1 || r.Total.String() != "50" || m.Seat != nil {
		t.Errorf("reserve sees %+v", m.Result)
	}
	_, m, err = w.db.MySelection(ctx, w.people[4], w.ids[4])
	w.ok(err)
	if r := m.Result; r == nil || r.Why != app.WhyPass || r.Component != w.test || r.Total.String() != "20" {
		t.Errorf("below the pass mark sees %+v", m.Result)
	}
	_, m, err = w.db.MySelection(ctx, w.people[5], w.ids[5])
	w.ok(err)
	if r := m.Result; r == nil || r.Why != app.WhyIneligible || r.Reason != "Usia di bawah 18 tahun" {
		t.Errorf("not eligible sees %+v", m.Result)
	}

	w.ok(w.db.ConfirmSeat(ctx, w.people[1], w.ids[1]))
	w.ok(w.db.ConfirmSeat(ctx, w.people[1], w.ids[1]))
	if err := w.db.ConfirmSeat(ctx, w.people[0], w.ids[1]); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody else's seat: %v", err)
	}
	if err := w.db.ConfirmSeat(ctx, w.people[0], w.ids[0]); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a reserve confirms: %v", err)
	}
	w.ok(w.db.DeclineSeat(ctx, w.people[3], w.ids[3]))
	w.ok(w.db.DeclineSeat(ctx, w.people[3], w.ids[3]))
	if got, want := w.statuses(), "reserve accepted accepted cancelled rejected rejected"; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	w.wantTrue()

	// Nobody answers: the seat moves on, and nobody's twice.
	w.now = app.Day(w.now).AddDate(0, 0, 4)
	if err := w.db.ConfirmSeat(ctx, w.people[2], w.ids[2]); !errors.Is(err, app.ErrSeatGone) {
		t.Errorf("after the deadline: %v", err)
	}
	other := w.replica()
	var wg sync.WaitGroup
	for _, db := range []*postgres.DB{w.db, other, w.db, other} {
		wg.Go(func() {
			if err := db.SweepSeats(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got, want := w.statuses(), "accepted accepted cancelled cancelled rejected rejected"; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	w.wantTrue()
	for step, want := range map[postgres.SelectionStep]int64{postgres.AboutMovedUp: 2, postgres.AboutSeatEnded: 2, postgres.AboutCheck: 6} {
		if n := w.number(`SELECT count(*) FROM outbox WHERE kind = 'selection.message' AND payload ->> 'step' = $1`, string(step)); n != want {
			t.Errorf("%d messages of %s, want %d", n, step, want)
		}
	}
}

func TestTheRuleLeavesWhatAColleagueDecidesMeanwhile(t *testing.T) {
	w := newSelectionWorld(t, 1, 0, 2)
	e := w.event
	colleague, err := w.sql.Begin()
	w.ok(err)
	defer colleague.Rollback()
	_, err = colleague.Exec(`SELECT id FROM events WHERE id = $1 FOR UPDATE`, e.ID)
	w.ok(err)
	var n int
	var wg sync.WaitGroup
	wg.Go(func() { n, err = w.db.CheckByRule(t.Context(), w.panitia, e) })
	w.untilWaiting(1) // it has read that both are undecided
	_, e2 := colleague.Exec(`INSERT INTO selection_checks (registration_id, event_id, eligible, reason) VALUES ($1, $2, false, 'Ijazah palsu')`, w.ids[0], e.ID)
	w.ok(errors.Join(e2, colleague.Commit()))
	wg.Wait()
	w.ok(err)
	if no := w.number(`SELECT count(*) FROM selection_checks WHERE registration_id = $1 AND NOT eligible AND reason = 'Ijazah palsu'`, w.ids[0]); n != 1 || no != 1 {
		t.Errorf("the rule decided on %d; the colleague's decision stands: %v", n, no == 1)
	}
}

// Whoever gives a place up in another way than by answering for the seat
// holds none that is counted.
func TestSeatsAreCountedOfThoseAccepted(t *testing.T) {
	w := newSelectionWorld(t, 2, 0, 2)
	ctx := t.Context()
	w.eligible(w.ids...)
	w.score(90, 80)
	w.publish()
	w.ok(w.db.ConfirmSeat(ctx, w.people[0], w.ids[0]))
	for _, confirmed := range []int{1, 0} {
		s, err := w.db.SelectionSummary(ctx, w.panitia, w.event.ID)
		if err != nil || s.Confirmed != confirmed || s.Awaited != confirmed || s.Accepted != 2*confirmed {
			t.Errorf("%+v, %v, want %d confirmed", s, err, confirmed)
		}
		open, err := w.db.OpenSeats(ctx, w.people[1])
		if err != nil || len(open) != confirmed {
			t.Errorf("open seats %v, %v", open, err)
		}
		for i := range w.people {
			w.ok(w.db.CancelRegistration(ctx, w.people[i], w.ids[i], ""))
		}
	}
}

// Once in a long while a new code begins like another of the event: results
// and seats are then given with other codes.
func TestSelectingOutlivesCodesThatBeginAlike(t *testing.T) {
	w := newSelectionWorld(t, 1, 1, 2)
	w.eligible(w.ids...)
	w.score(90, 80)
	w.exec(`UPDATE tickets SET revoked_at = now() WHERE registration_id = $1`, w.ids[0]) // gets a new one
	w.exec(`CREATE SEQUENCE tries;
		CREATE FUNCTION begin_alike() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('tries') = 1 THEN NEW.code := (SELECT left(code, 8) FROM tickets WHERE event_id = NEW.event_id LIMIT 1) || right(NEW.code, 8); END IF;
			RETURN NEW;
		END $$;
		CREATE TRIGGER begin_alike BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION begin_alike()`)
	w.publish()
	if got := w.statuses(); got != "accepted reserve" {
		t.Fatal(got)
	}
	w.exec(`ALTER SEQUENCE tries RESTART`)
	w.ok(w.db.DeclineSeat(t.Context(), w.people[0], w.ids[0]))
	if got := w.statuses(); got != "cancelled accepted" || w.number(`SELECT nextval('tries')`) < 3 {
		t.Errorf("%s", got)
	}
	w.wantTrue()
}

func TestTheReserveEndsWhenTheCourseBegins(t *testing.T) {
	w := newSelectionWorld(t, 1, 5, 3)
	w.eligible(w.ids...)
	w.score(90, 80, 70)
	w.publish()
	w.ok(w.db.ConfirmSeat(t.Context(), w.people[0], w.ids[0]))
	w.now = w.event.StartsAt
	w.ok(w.db.SweepSeats(t.Context()))
	w.ok(w.db.SweepSeats(t.Context()))
	if got, want := w.statuses(), "accepted rejected rejected"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	w.wantTrue()
	if n := w.number(`SELECT count(*) FROM outbox WHERE payload ->> 'step' = 'reserve_closed'`); n != 2 {
		t.Errorf("%d messages", n)
	}
}

// Nothing that a candidate may ask for knows of a result before it is
// published: neither its outcome nor a score, rank, override or reason.
func TestNothingOfAResultIsSeenBeforePublication(t *testing.T) {
	w := newSelectionWorld(t, 1, 1, 3)
	ctx := t.Context()
	w.eligible(w.ids...)
	w.score(87, 77, 67)
	w.ok(w.db.Override(ctx, w.panitia, w.event.ID, w.ids[2], app.Accepted, "RAHASIA"))
	seen := func(i int) string {
		t.Helper()
		var all []any
		v, m, err := w.db.MySelection(ctx, w.people[i], w.ids[i])
		w.ok(err)
		m.Plan.Components, m.Plan.Version = nil, 0 // known to everybody
		list, err := w.db.MyRegistrations(ctx, w.people[i])
		w.ok(err)
		history, err := w.db.MyHistory(ctx, w.people[i], w.ids[i])
		w.ok(err)
		ticket, err := w.db.TicketView(ctx, v.Code)
		w.ok(err)
		b, err := json.Marshal(append(all, v, m, list, history, ticket))
		w.ok(err)
		return string(b)
	}
	plain := seen(0)
	for _, word := range []string{"RAHASIA", ":8700", ":7700", "accepted", "override", "reserve\"", "rejected"} {
		if strings.Contains(plain, word) {
			t.Errorf("%q is seen before publication: %s", word, plain)
		}
	}
	at := w.now.Add(time.Hour)
	v, err := w.db.Ranking(ctx, w.panitia, w.event.ID)
	w.ok(err)
	w.ok(w.db.SchedulePublication(ctx, w.panitia, w.event.ID, &at, v.Seen))
	if later := seen(2); strings.Contains(later, "RAHASIA") || strings.Contains(later, "accepted") {
		t.Errorf("seen while a publication is scheduled: %s", later)
	}
	if n := w.number(`SELECT count(*) FROM selection_results`); n != 0 {
		t.Errorf("%d results before publication", n)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE entity = 'registration' AND action NOT IN ('registration.create')`); n != 0 {
		t.Errorf("%d entries under registrations", n)
	}
}

func TestPublishedOnceAtItsTime(t *testing.T) {
	w := newSelectionWorld(t, 1, 1, 3)
	ctx := t.Context()
	ranking := func() *postgres.RankingView {
		v, err := w.db.Ranking(ctx, w.panitia, w.event.ID)
		w.ok(err)
		return v
	}
	keys := func() (out []string) {
		for _, b := range ranking().Blockers {
			out = append(out, fmt.Sprintf("%s %d", strings.TrimPrefix(b.Key, "selection.blocker."), b.N))
		}
		return out
	}
	w.eligible(w.ids[:2]...)
	w.score(90)
	if got := keys(); !slices.Equal(got, []string{"unchecked 1", "incomplete 1"}) {
		t.Errorf("blockers %v", got)
	}
	if err := w.db.PublishResults(ctx, w.panitia, w.event.ID, ranking().Seen); !errors.Is(err, app.ErrNotPublishable) {
		t.Errorf("incomplete: %v", err)
	}
	w.eligible(w.ids[2])
	_, _, err := w.db.SaveScores(ctx, w.assessor, w.event.ID, []postgres.ScoreCell{
		cell(w.ids[1], w.test, 0, 95), cell(w.ids[1], w.talk, 0, 45), cell(w.ids[2], w.test, 0, -1), cell(w.ids[2], w.talk, 0, -1)}, true)
	w.ok(err)
	old := ranking().Seen
	_, _, err = w.db.SaveScores(ctx, w.assessor, w.event.ID, []postgres.ScoreCell{cell(w.ids[1], w.talk, 1, 20)}, false)
	w.ok(err)
	at := w.now.Add(time.Hour)
	if err := w.db.SchedulePublication(ctx, w.panitia, w.event.ID, &at, old); !errors.Is(err, app.ErrSelectionChanged) {
		t.Errorf("of a ranking that is no more: %v", err)
	}
	past := w.now
	if err := w.db.SchedulePublication(ctx, w.panitia, w.event.ID, &past, ranking().Seen); !errors.Is(err, app.ErrPublishPast) {
		t.Errorf("in the past: %v", err)
	}
	if err := w.db.SchedulePublication(ctx, w.assessor, w.event.ID, &at, ranking().Seen); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("by an assessor: %v", err)
	}
	w.ok(w.db.SchedulePublication(ctx, w.panitia, w.event.ID, &at, ranking().Seen))
	if _, _, err := w.db.SaveScores(ctx, w.assessor, w.event.ID, []postgres.ScoreCell{cell(w.ids[0], w.test, 1, 10)}, false); !errors.Is(err, app.ErrSelectionClosed) {
		t.Errorf("a score while scheduled: %v", err)
	}
	if err := w.db.Override(ctx, w.panitia, w.event.ID, w.ids[0], app.Rejected, "x"); !errors.Is(err, app.ErrSelectionClosed) {
		t.Errorf("an override while scheduled: %v", err)
	}
	w.ok(w.db.PublishDue(ctx))
	if n := w.number(`SELECT count(*) FROM selection_results`); n != 0 {
		t.Fatal("published before its time")
	}
	w.now = at
	var wg sync.WaitGroup
	other := w.replica()
	for _, db := range []*postgres.DB{w.db, other, w.db, other} {
		wg.Go(func() {
			if err := db.PublishDue(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	w.ok(w.db.PublishResults(ctx, w.panitia, w.event.ID, "whatever"))
	if n := w.number(`SELECT count(*) FROM outbox WHERE payload ->> 'message' = 'result'`); n != 3 {
		t.Errorf("%d results told", n)
	}
	if got, want := w.statuses(), "accepted reserve rejected"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	w.wantTrue()
}

func TestTwoAssessorsInOneCell(t *testing.T) {
	w := newSelectionWorld(t, 1, 1, 2)
	ctx := t.Context()
	second := w.staff(app.RolePetugas, w.event.ID)
	var saved, lost int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			n, conflicts, err := w.db.SaveScores(ctx, []*app.Actor{w.assessor, second}[i%2], w.event.ID, []postgres.ScoreCell{cell(w.ids[0], w.test, 0, 60+i)}, false)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			saved += n
			lost += len(conflicts)
		})
	}
	wg.Wait()
	if saved != 1 || lost != 7 {
		t.Errorf("%d saved and %d told of another's score, want 1 and 7", saved, lost)
	}
	rows, total, err := w.db.ScoreGrid(ctx, second, w.plan(), postgres.ScoreFilter{PerPage: 50})
	if err != nil || total != 2 {
		t.Fatalf("%d, %v", total, err)
	}
	i := slices.IndexFunc(rows, func(r postgres.ScoreRow) bool { return r.RegistrationID == w.ids[0] })
	now := rows[i].Cells[0]
	n, conflicts, err := w.db.SaveScores(ctx, second, w.event.ID, []postgres.ScoreCell{cell(w.ids[0], w.test, now.Version, 99), cell(w.ids[0], w.test, now.Version, 55)}, false)
	if n != 1 || len(conflicts) != 0 || err != nil {
		t.Errorf("knowing of the other: %d, %v, %v", n, conflicts, err)
	}
	n, conflicts, err = w.db.SaveScores(ctx, second, w.event.ID, []postgres.ScoreCell{cell(w.ids[0], w.test, 0, 55)}, true)
	if n != 0 || len(conflicts) != 0 || err != nil {
		t.Errorf("sent again: %d, %v, %v", n, conflicts, err)
	}
	history, err := w.db.ScoreHistory(ctx, second, w.event.ID, w.ids[0])
	if err != nil || len(history) != 2 || history[0].Mark.Score != 55_00 {
		t.Errorf("history %+v, %v", history, err)
	}
	for name, c := range map[string]postgres.ScoreCell{
		"somebody else's registration": {RegistrationID: 999999, ComponentID: w.test}, "no component": {RegistrationID: w.ids[0], ComponentID: 999999},
		"above the highest": cell(w.ids[0], w.talk, 0, 51),
	} {
		if n, _, err := w.db.SaveScores(ctx, second, w.event.ID, []postgres.ScoreCell{c}, false); err == nil || app.KindOf(err) == app.Internal {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	if _, _, err := w.db.SaveScores(ctx, w.staff(app.RolePetugas, 0x7fffffff), w.event.ID, nil, false); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an assessor of another event: %v", err)
	}
}

func (w *selectionWorld) slots(round int, capacity ...int) []int64 {
	w.t.Helper()
	var list []app.Session
	for i, c := range capacity {
		from := app.Day(w.now).AddDate(0, 0, 3).Add(time.Duration(8+i*3) * time.Hour)
		list = append(list, app.Session{Kind: app.SelectionSession, StartsAt: from, EndsAt: from.Add(2 * time.Hour), Capacity: c, Place: "Ruang 1"})
	}
	w.ok(w.db.PlanSlots(w.t.Context(), w.panitia, w.event.ID, round, list))
	all, _, err := w.db.Slots(w.t.Context(), w.assessor, w.event.ID)
	w.ok(err)
	var ids []int64
	for _, s := range all {
		if s.Round == round {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

func TestSlotsAreNeverOversold(t *testing.T) {
	w := newSelectionWorld(t, 2, 2, 30)
	ctx := t.Context()
	slots := w.slots(1, 4, 5, 6)
	w.slots(2, 100)
	w.eligible(w.ids[:29]...)
	plan := w.plan()
	from, until := w.now, w.now.AddDate(0, 0, 1)
	plan.ChooseFrom, plan.ChooseUntil = &from, &until
	w.ok(w.db.SaveSelection(ctx, w.panitia, plan))

	other := w.replica()
	var wg sync.WaitGroup
	for i := range w.people {
		for round := range 3 { // each tries one slot after the other, from two replicas
			wg.Go(func() {
				err := []*postgres.DB{w.db, other}[(i+round)%2].ChooseSlot(ctx, w.people[i], w.ids[i], slots[(i+round)%3])
				if err != nil && !errors.Is(err, app.ErrSlotFull) && !(i == 29 && errors.Is(err, app.ErrSlotClosed)) {
					t.Error(err)
				}
			})
		}
	}
	wg.Go(func() {
		if _, _, err := w.db.AssignSlots(ctx, w.panitia, w.event.ID, 1, app.SpreadSlots); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	w.ok(w.db.CancelRegistration(ctx, w.people[0], w.ids[0], ""))
	given, left, err := w.db.AssignSlots(ctx, w.panitia, w.event.ID, 1, app.FillSlots)
	w.ok(err)
	if booked := w.number(`SELECT count(*) FROM selection_bookings`); booked != 15 || left != 13 && left != 14 {
		t.Errorf("%d booked of 15 places, %d given at last, %d left", booked, given, left)
	}
	for query, want := range map[string]int64{
		`SELECT count(*) FROM event_sessions s JOIN session_counters n ON n.session_id = s.id WHERE s.round = 1 AND n.taken > s.capacity`: 0,
		`SELECT count(*) FROM event_sessions s JOIN session_counters n ON n.session_id = s.id WHERE s.kind = 'selection'
			AND n.taken <> (SELECT count(*) FROM selection_bookings b WHERE b.session_id = s.id)`: 0,
		`SELECT count(*) FROM selection_bookings b JOIN registrations r ON r.id = b.registration_id WHERE r.status = 'cancelled'`: 0,
	} {
		if n := w.number(query); n != want {
			t.Errorf("%s = %d, want %d", query, n, want)
		}
	}
	if err := w.db.PlanSlots(ctx, w.panitia, w.event.ID, 1, nil); !errors.Is(err, app.ErrSlotUsed) {
		t.Errorf("slots with people in them were replaced: %v", err)
	}
	if err := w.db.PlanSessions(ctx, app.System("test"), w.event.ID, time.Time{}, app.SelectionSession, nil); !errors.Is(err, postgres.ErrSessionUsed) {
		t.Errorf("by the timetable: %v", err)
	}
	w.now = until
	if err := w.db.ChooseSlot(ctx, w.people[1], w.ids[1], slots[0]); !errors.Is(err, app.ErrSlotClosed) {
		t.Errorf("after the window: %v", err)
	}
	if err := w.db.ChooseSlot(ctx, w.people[1], w.ids[2], slots[0]); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("for somebody else: %v", err)
	}
}

func TestApplicantsAreLetInToTheirSlot(t *testing.T) {
	w := newSelectionWorld(t, 1, 1, 3)
	ctx := t.Context()
	morning := w.slots(1, 10)[0]
	w.eligible(w.ids...)
	w.ok(w.db.MoveToSlot(ctx, w.panitia, w.event.ID, w.ids[0], morning))
	afternoon := w.slots(2, 10, 10)[1] // 11.00 on the same day
	w.ok(w.db.MoveToSlot(ctx, w.panitia, w.event.ID, w.ids[0], afternoon))
	scan := func(i int, at time.Time) app.Verdict {
		t.Helper()
		r, err := w.db.MyRegistration(ctx, w.people[i], w.ids[i])
		w.ok(err)
		v, err := w.db.Redeem(ctx, w.assessor, postgres.RedeemInput{EventID: w.event.ID, Code: string(r.Code), ScanID: uuid.NewString(), ScannedAt: at})
		w.ok(err)
		return v
	}
	day := app.Day(w.now).AddDate(0, 0, 3)
	if v := scan(0, w.now); v.Refusal != app.NotToday {
		t.Errorf("days before: %+v", v)
	}
	if v := scan(0, day.Add(7*time.Hour+50*time.Minute)); v.Outcome != app.Admitted || v.Session == nil || v.Session.ID != morning {
		t.Errorf("for the test: %+v", v)
	}
	if v := scan(0, day.Add(8*time.Hour+5*time.Minute)); v.Outcome != app.Duplicate {
		t.Errorf("again: %+v", v)
	}
	if v := scan(0, day.Add(10*time.Hour+50*time.Minute)); v.Outcome != app.Admitted || v.Session.ID != afternoon {
		t.Errorf("for the interview: %+v", v)
	}
	if v := scan(1, day.Add(8*time.Hour)); v.Refusal != app.NotDecided {
		t.Errorf("an applicant without a slot: %+v", v)
	}
	// Without a gate, on paper.
	w.ok(w.db.MoveToSlot(ctx, w.panitia, w.event.ID, w.ids[1], morning))
	if _, err := w.db.MarkSlot(ctx, w.assessor, w.event.ID, morning, w.ids); !errors.Is(err, app.ErrSlotClosed) {
		t.Errorf("marked days before: %v", err)
	}
	w.now = day.Add(9 * time.Hour)
	if n, err := w.db.MarkSlot(ctx, w.assessor, w.event.ID, morning, w.ids); n != 1 || err != nil {
		t.Errorf("%d marked, %v", n, err)
	}
	_, people, err := w.db.SlotRoster(ctx, w.assessor, w.event.ID, morning)
	if err != nil || len(people) != 2 || people[0].CameAt == nil || people[1].CameAt == nil {
		t.Errorf("%+v, %v", people, err)
	}
	// The test is no attendance of the course: they may still give up, and who
	// did not come is marked absent in one go.
	r, err := w.db.MyRegistration(ctx, w.people[0], w.ids[0])
	if err != nil || r.Attended != nil || !r.Cancellable(w.now) {
		t.Errorf("after the test: %+v, %v", r, err)
	}
	if n, err := w.db.MarkAbsent(ctx, w.assessor, w.plan(), w.test); n != 1 || err != nil {
		t.Errorf("%d absent, %v", n, err)
	}
	if err := w.db.CancelRegistration(ctx, w.people[0], w.ids[0], ""); err != nil {
		t.Errorf("giving up after the test: %v", err)
	}
}

// However people answer and time passes, no seat is given twice, and none
// stays empty while somebody waits for it.
func TestSeatsHoldForAnyAnswers(t *testing.T) {
	w := newSelectionWorld(t, 3, 4, 9)
	ctx := t.Context()
	w.eligible(w.ids...)
	w.score(90, 85, 80, 75, 70, 65, 60, 55, 50)
	w.publish()
	restore := w.now
	w.exec(`CREATE TABLE saved_registrations AS SELECT * FROM registrations; CREATE TABLE saved_seats AS SELECT * FROM selection_seats;
		CREATE TABLE saved_counters AS SELECT * FROM event_counters; CREATE TABLE saved_tickets AS SELECT * FROM tickets`)
	rapid.Check(t, func(rt *rapid.T) {
		w.now = restore
		w.exec(`DELETE FROM selection_seats; DELETE FROM tickets;
			UPDATE registrations r SET status = s.status, cancelled_at = s.cancelled_at, cancel_reason = s.cancel_reason, decision_reason = s.decision_reason
			FROM saved_registrations s WHERE s.id = r.id;
			UPDATE event_counters c SET live = s.live, taken = s.taken FROM saved_counters s WHERE s.event_id = c.event_id;
			UPDATE events SET capacity = 3;
			INSERT INTO selection_seats SELECT * FROM saved_seats;
			INSERT INTO tickets (registration_id, event_id, code, issued_at, revoked_at) SELECT registration_id, event_id, code, issued_at, revoked_at FROM saved_tickets`)
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			who := rapid.IntRange(0, 8).Draw(rt, "who")
			var err error
			switch rapid.IntRange(0, 4).Draw(rt, "step") {
			case 0:
				err = w.db.ConfirmSeat(ctx, w.people[who], w.ids[who])
			case 1:
				err = w.db.DeclineSeat(ctx, w.people[who], w.ids[who])
			case 2:
				err = w.db.CancelRegistration(ctx, w.people[who], w.ids[who], "")
			case 3:
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 60).Draw(rt, "hours")) * time.Hour)
				err = w.db.SweepSeats(ctx)
			case 4:
				w.exec(`UPDATE events SET capacity = $1`, rapid.IntRange(3, 5).Draw(rt, "capacity"))
			}
			if err != nil && app.KindOf(err) == app.Internal {
				rt.Fatal(err)
			}
		}
		if err := w.db.SweepSeats(ctx); err != nil {
			rt.Fatal(err)
		}
		capacity, accepted := w.number(`SELECT capacity FROM events`), w.number(`SELECT count(*) FROM registrations WHERE status = 'accepted'`)
		reserve := w.number(`SELECT count(*) FROM registrations WHERE status = 'reserve'`)
		if begun := !w.now.Before(w.event.StartsAt); accepted > capacity && accepted > 5 || !begun && accepted < capacity && reserve > 0 || begun && reserve > 0 {
			rt.Fatalf("%d accepted for %d seats, %d in reserve", accepted, capacity, reserve)
		}
		if n := w.number(`SELECT count(*) FROM selection_seats t JOIN registrations r ON r.id = t.registration_id WHERE r.status = 'accepted'
			AND t.confirmed_at IS NULL AND t.confirm_until <= $1`, w.now); n > 0 {
			rt.Fatalf("%d seats not confirmed in time", n)
		}
		if n := w.number(`SELECT count(*) FROM event_counters WHERE taken <> $1`, accepted); n > 0 {
			rt.Fatal("the counter does not say how many seats are taken")
		}
	})
}
