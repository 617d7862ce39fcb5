package postgres_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gerbang/app"
	"gerbang/app/postgres"
)

// model is what registering for one event means, without a database: a slice
// of people, and the rule that nobody waits for a place that is free.
type model struct {
	capacity int
	sessions map[int64]int // capacity; 0 is unlimited
	offer    time.Duration
	review   bool
	now      time.Time
	arrivals int64
	people   []modelPerson
}

type modelPerson struct {
	status   app.RegistrationStatus // empty: not registered, or no more
	session  int64
	no       int64 // in order of arrival
	priority int
	until    time.Time
}

func (m *model) taken(session int64) (all, there int) {
	for _, p := range m.people {
		if p.status.HoldsPlace() {
			all++
			if p.session == session {
				there++
			}
		}
	}
	return all, there
}

func (m *model) free(session int64) bool {
	all, there := m.taken(session)
	return (m.capacity == 0 || all < m.capacity) && (m.sessions[session] == 0 || there < m.sessions[session])
}

// line returns who waits, first to last.
func (m *model) line() []int {
	var out []int
	for i, p := range m.people {
		if p.status == app.Waitlisted {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b int) int {
		return cmp.Or(-cmp.Compare(m.people[a].priority, m.people[b].priority), cmp.Compare(m.people[a].no, m.people[b].no))
	})
	return out
}

func (m *model) position(i int) int {
	n := 0
	for _, j := range m.line() {
		if m.people[j].session == m.people[i].session {
			n++
		}
		if j == i {
			return n
		}
	}
	return 0
}

func (m *model) fill() {
	for _, i := range m.line() {
		p := &m.people[i]
		if !m.free(p.session) {
			continue
		}
		p.status = app.Confirmed
		if m.offer > 0 {
			p.status, p.until = app.Offered, m.now.Add(m.offer)
		}
	}
}

func (m *model) enter(i int, session int64) {
	p := &m.people[i]
	if p.session = session; m.free(session) {
		p.status = app.Confirmed
		return
	}
	m.arrivals++
	p.status, p.no = app.Waitlisted, m.arrivals
}

func (m *model) leave(i int) {
	m.people[i] = modelPerson{}
	m.fill()
}

// modelRun drives the database and the model side by side.
type modelRun struct {
	*registerWorld
	rt       *rapid.T
	m        model
	event    int64
	sessions []int64
	actors   []*app.Actor
	staff    *app.Actor
	ids      []int64 // live registration of each person, 0 when there is none
}

func (r *modelRun) want(err error, wanted error) {
	r.rt.Helper()
	if !errors.Is(err, wanted) {
		r.rt.Fatalf("got %v, want %v", err, wanted)
	}
}

// who picks anybody, but mostly somebody in one of the states: chance alone
// would seldom lead to a full event with a line.
func (r *modelRun) who(states ...app.RegistrationStatus) int {
	var fit []int
	for i, p := range r.m.people {
		if slices.Contains(states, p.status) {
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 || rapid.IntRange(0, 9).Draw(r.rt, "anybody") == 0 {
		return rapid.IntRange(0, len(r.actors)-1).Draw(r.rt, "who")
	}
	return rapid.SampledFrom(fit).Draw(r.rt, "who")
}

func (r *modelRun) session() int64 { return rapid.SampledFrom(r.sessions).Draw(r.rt, "session") }

func (r *modelRun) register() {
	i, s := r.who(""), r.session()
	got, err := r.db.Register(r.t.Context(), r.actors[i], postgres.RegisterInput{EventID: r.event, SessionID: s})
	r.want(err, nil)
	if p := &r.m.people[i]; p.status != "" {
		if !got.Existing || got.ID != r.ids[i] {
			r.rt.Fatalf("registering again gave %+v", got)
		}
		return
	}
	r.ids[i] = got.ID
	if r.m.review {
		r.m.people[i] = modelPerson{status: app.Submitted, session: s}
		return
	}
	r.m.enter(i, s)
}

func (r *modelRun) cancel() {
	i := r.who(app.Confirmed, app.Offered)
	if r.ids[i] == 0 {
		return
	}
	r.want(r.db.CancelRegistration(r.t.Context(), r.actors[i], r.ids[i], "uji"), nil)
	r.ids[i] = 0
	r.m.leave(i)
}

func (r *modelRun) switchSession() {
	i, to := r.who(app.Confirmed, app.Waitlisted, app.Submitted), r.session()
	if r.ids[i] == 0 {
		return
	}
	err := r.db.SwitchSession(r.t.Context(), r.actors[i], r.ids[i], to)
	p := &r.m.people[i]
	_, there := r.m.taken(to)
	switch {
	case p.session == to:
		r.want(err, nil)
	case p.status == app.Offered:
		r.want(err, app.ErrCannotChange)
	case p.status == app.Confirmed && r.m.sessions[to] > 0 && there >= r.m.sessions[to]:
		r.want(err, app.ErrSessionFull)
	case p.status == app.Waitlisted && r.m.free(to):
		r.want(err, nil)
		p.status, p.session = app.Confirmed, to
	default:
		r.want(err, nil)
		p.session = to
		r.m.fill()
	}
}

func (r *modelRun) take() {
	i := r.who(app.Offered)
	if r.ids[i] == 0 {
		return
	}
	err := r.db.TakeOffer(r.t.Context(), r.actors[i], r.ids[i])
	p := &r.m.people[i]
	switch {
	case p.status == app.Offered && r.m.now.Before(p.until):
		r.want(err, nil)
		p.status = app.Confirmed
	case p.status == app.Confirmed:
		r.want(err, nil)
	default:
		r.want(err, app.ErrOfferOver)
	}
}

func (r *modelRun) lapse() {
	r.m.now = r.m.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(r.rt, "minutes")) * time.Minute)
	r.now = r.m.now
	r.want(r.db.LapseOffers(r.t.Context()), nil)
	for i := range r.m.people {
		if p := &r.m.people[i]; p.status == app.Offered && !r.m.now.Before(p.until) {
			*p, r.ids[i] = modelPerson{}, 0
		}
	}
	r.m.fill()
}

func (r *modelRun) prioritise() {
	i, priority := r.who(app.Waitlisted), rapid.IntRange(0, 2).Draw(r.rt, "priority")
	if r.ids[i] == 0 {
		return
	}
	err := r.db.Prioritise(r.t.Context(), r.staff, r.ids[i], priority, "penyandang disabilitas")
	if p := &r.m.people[i]; p.status == app.Waitlisted {
		r.want(err, nil)
		p.priority = priority
	} else {
		r.want(err, app.ErrCannotDecide)
	}
}

func (r *modelRun) overbook() {
	i := r.who(app.Waitlisted, app.Submitted)
	if r.ids[i] == 0 {
		return
	}
	err := r.db.Overbook(r.t.Context(), r.staff, r.ids[i], "tamu undangan")
	p := &r.m.people[i]
	if p.status == app.Waitlisted || p.status == app.Submitted {
		r.want(err, nil)
		p.status = app.Confirmed
	} else {
		r.want(err, app.ErrCannotDecide)
	}
}

func (r *modelRun) decide() {
	approve := rapid.Bool().Draw(r.rt, "approve")
	var ids []int64
	var who []int
	for i := range r.actors {
		if r.ids[i] != 0 && rapid.Bool().Draw(r.rt, "chosen") {
			ids, who = append(ids, r.ids[i]), append(who, i)
		}
	}
	_, err := r.db.Decide(r.t.Context(), r.staff, r.event, ids, approve, "berkas kurang")
	if !r.m.review {
		r.want(err, app.ErrCannotDecide)
		return
	}
	r.want(err, nil)
	slices.SortFunc(who, func(a, b int) int { return cmp.Compare(r.ids[a], r.ids[b]) })
	for _, i := range who {
		switch p := &r.m.people[i]; {
		case p.status != app.Submitted:
		case approve:
			r.m.enter(i, p.session)
		default:
			*p, r.ids[i] = modelPerson{}, 0
		}
	}
}

func (r *modelRun) resize() {
	if rapid.Bool().Draw(r.rt, "whole event") {
		r.m.capacity = rapid.IntRange(0, 6).Draw(r.rt, "capacity")
		r.exec(`UPDATE events SET capacity = $2 WHERE id = $1`, r.event, r.m.capacity)
	} else {
		s := r.session()
		r.m.sessions[s] = rapid.IntRange(0, 3).Draw(r.rt, "capacity")
		r.exec(`UPDATE event_sessions SET capacity = $2 WHERE id = $1`, s, r.m.sessions[s])
	}
	r.want(r.db.FillPlaces(r.t.Context(), r.event), nil)
	r.m.fill()
}

// agree compares every person, place and position, and the counters.
func (r *modelRun) agree() {
	for i, p := range r.m.people {
		if r.ids[i] == 0 {
			continue
		}
		v, err := r.db.MyRegistration(r.t.Context(), r.actors[i], r.ids[i])
		r.want(err, nil)
		got := fmt.Sprint(v.Status, v.SessionID, v.Position, v.Code != "")
		want := fmt.Sprint(p.status, p.session, r.m.position(i), p.status.HasTicket())
		if got != want {
			r.rt.Fatalf("person %d is %s, want %s", i, got, want)
		}
	}
	r.wantCountersTrue(r.event)
	if n := r.number(`SELECT count(*) FROM registrations WHERE event_id = $1 AND status NOT IN ('cancelled', 'rejected')`, r.event); int(n) != r.live() {
		r.rt.Fatalf("%d live registrations, want %d", n, r.live())
	}
	if r.t.Failed() {
		r.rt.FailNow()
	}
}

func (r *modelRun) live() int {
	n := 0
	for _, id := range r.ids {
		if id != 0 {
			n++
		}
	}
	return n
}

// Whatever people and staff do, in whatever order: seats, places in line and
// states are those of a model that fits on two pages.
func TestRegistrationsFollowTheModel(t *testing.T) {
	w := newRegisterWorld(t)
	actors := w.people(9)
	staff := &app.Actor{AccountID: actors[0].AccountID, Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia}}}
	rapid.Check(t, func(rt *rapid.T) {
		w.now = beforeFair
		approval := rapid.SampledFrom([]app.Approval{app.Instant, app.Instant, app.Review}).Draw(rt, "approval")
		capacities := rapid.SliceOfN(rapid.IntRange(0, 2), 1, 2).Draw(rt, "sessions")
		r := &modelRun{registerWorld: w, rt: rt, actors: actors, staff: staff, ids: make([]int64, len(actors))}
		r.m = model{
			capacity: rapid.IntRange(0, 6).Draw(rt, "capacity"), sessions: map[int64]int{}, review: approval == app.Review,
			offer: time.Duration(rapid.SampledFrom([]int{0, 60}).Draw(rt, "offer")) * time.Minute, now: w.now,
			people: make([]modelPerson, len(actors)),
		}
		r.event, r.sessions = w.event(approval, r.m.capacity, capacities...)
		w.exec(`UPDATE events SET offer_minutes = $2 WHERE id = $1`, r.event, int(r.m.offer/time.Minute))
		for i, s := range r.sessions {
			r.m.sessions[s] = capacities[i]
		}
		steps := []func(){r.register, r.register, r.register, r.cancel, r.switchSession, r.take, r.lapse, r.prioritise, r.prioritise, r.cancel, r.overbook, r.decide, r.resize}
		for range rapid.IntRange(10, 40).Draw(rt, "steps") {
			steps[rapid.IntRange(0, len(steps)-1).Draw(rt, "step")]()
			r.agree()
		}
	})
}
