package demo

import (
	"math/rand/v2"
	"slices"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// wish is one registration before it is placed.
type wish struct {
	event, session, candidate int64
	at                        time.Time
	source                    app.Source
}

// full is how many people the fairs are laid out for; with fewer candidates
// every wave gets its share of them.
const full = 490

func (g *generator) registerPeople() {
	r := g.stream("registering")
	g.fillRunningFair(r)
	g.fillOtherFairs(r)
	for _, c := range classes() {
		g.fillClass(r, &c)
	}
	g.fillTalks(r)
	g.fillLine(r)
	g.fillReview(r)
	g.addConsents()
}

// some returns the share of n that the number of candidates allows.
func (g *generator) some(n int) int {
	return n * min(len(g.people), full) / full
}

// fillRunningFair gives yesterday and today their people, fills the first
// wave of tomorrow and leaves a waiting list there, and leaves three places
// in the second.
func (g *generator) fillRunningFair(r *rand.Rand) {
	event := g.events["fair-now"]
	waves := g.sessions[event]
	const perDay = 7
	var wishes []wish
	next := 0
	fill := func(session int64, n int, source app.Source) {
		for range n {
			if next == len(g.people) {
				return
			}
			wishes = append(wishes, wish{event: event, session: session, candidate: g.people[next], source: source})
			next++
		}
	}
	tomorrow := waves[2*perDay:]
	fill(tomorrow[0], g.some(162), app.Online)
	fill(tomorrow[1], g.some(147), app.Online)
	for i, n := range []int{14, 12, 9, 10, 8, 9, 18} {
		fill(waves[i], g.some(n-2), app.Online)
		fill(waves[i], g.some(2), app.Desk)
		fill(waves[perDay+i], g.some(n-3), app.Online)
	}
	for i, session := range waves[2*perDay+2:] {
		fill(session, g.some(4-i%3), app.Online)
	}
	for i := range wishes {
		w := &wishes[i]
		w.at = g.submittedAt(r, event, g.plan.sessions[w.session-1].StartsAt)
		if w.source == app.Desk {
			w.at = g.plan.sessions[w.session-1].StartsAt.Add(time.Duration(r.IntN(20)) * time.Minute)
		}
	}
	// Some who came early to the list cancelled and came back, others did not.
	for _, w := range wishes[len(wishes)-g.some(14):] {
		g.cancelled(r, w, "Salah memilih sesi")
	}
	g.place(wishes)
}

func (g *generator) fillOtherFairs(r *rand.Rand) {
	past := g.events["fair-past"]
	var wishes []wish
	siti := wish{event: past, session: g.sessions[past][1], candidate: 1, source: app.Online}
	people := g.crowd(r, g.some(202))
	for i, p := range people {
		// The third wave was asked for most, so that it filled up.
		session := g.sessions[past][choose(r, []weighted[int]{{18, 0}, {20, 1}, {32, 2}, {17, 3}, {13, 4}})]
		w := wish{event: past, session: session, candidate: p, source: app.Online}
		if i%23 == 7 {
			w.source = app.Import
		}
		wishes = append(wishes, w)
	}
	wishes = append(wishes, siti)
	for i := range wishes {
		wishes[i].at = g.submittedAt(r, past, g.plan.events[past-1].StartsAt)
	}
	// Who cancels had no place to leave: nobody moves up after them.
	for _, w := range wishes[:g.some(7)] {
		g.cancelled(r, w, "Berhalangan hadir")
	}
	g.place(wishes[g.some(5):])

	soon := g.events["fair-soon"]
	wishes = nil
	for _, p := range g.crowd(r, g.some(64)) {
		wishes = append(wishes, wish{event: soon, session: pick(r, g.sessions[soon]), candidate: p, source: app.Online, at: g.submittedAt(r, soon, g.today)})
	}
	g.place(wishes)
}

func (g *generator) fillClass(r *rand.Rand, c *class) {
	event := g.events[c.key]
	n := c.intake
	if c.key == "course-n5" {
		g.register(wish{event: event, candidate: 1, source: app.Online, at: g.submittedAt(r, event, g.today)}, app.Submitted)
	}
	if c.key == "course-kaigo" && n.reserve > 0 {
		g.register(wish{event: event, candidate: 1, source: app.Online, at: g.submittedAt(r, event, g.today)}, app.Reserve)
		n.reserve--
	}
	var wishes []wish
	total := n.submitted + n.confirmed + n.accepted + n.reserve + n.rejected + n.completed + n.cancelled
	for _, p := range g.crowd(r, g.some(total)) {
		wishes = append(wishes, wish{event: event, candidate: p, source: app.Online, at: g.submittedAt(r, event, g.today)})
	}
	states := []struct {
		n      int
		status app.RegistrationStatus
	}{
		{n.accepted, app.Accepted}, {n.completed, app.Completed}, {n.confirmed, app.Confirmed},
		{n.reserve, app.Reserve}, {n.rejected, app.Rejected}, {n.cancelled, app.Cancelled}, {n.submitted, app.Submitted},
	}
	i := 0
	for _, s := range states {
		for range g.some(s.n) {
			if i == len(wishes) {
				return
			}
			if s.status == app.Cancelled {
				g.cancelled(r, wishes[i], "Sudah mendapat pekerjaan")
			} else {
				g.register(wishes[i], s.status)
			}
			i++
		}
	}
}

func (g *generator) fillTalks(r *rand.Rand) {
	for _, t := range []struct {
		key string
		n   int
	}{{"talk-school", 48}, {"talk-district", 34}, {"talk-past", 43}} {
		event := g.events[t.key]
		session := g.sessions[event][0]
		var wishes []wish
		for _, p := range g.crowd(r, g.some(t.n)) {
			wishes = append(wishes, wish{event: event, session: session, candidate: p, source: app.Online, at: g.submittedAt(r, event, g.today)})
		}
		if t.key == "talk-district" {
			wishes = append(wishes, wish{event: event, session: session, candidate: 1, source: app.Online, at: g.submittedAt(r, event, g.today)})
		}
		g.place(wishes)
	}
}

// fillLine fills a small event whose freed places are offered, with somebody
// who is asked whether they still come and somebody who goes first in line.
func (g *generator) fillLine(r *rand.Rand) {
	event := g.events["talk-interview"]
	session := g.sessions[event][0]
	var wishes []wish
	for _, p := range g.crowd(r, g.some(31)) {
		wishes = append(wishes, wish{event: event, session: session, candidate: p, source: app.Online, at: g.submittedAt(r, event, g.today)})
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return a.at.Compare(b.at) })
	places := g.plan.sessions[session-1].Capacity
	if len(wishes) <= places+2 {
		g.place(wishes)
		return
	}
	// Somebody gave their place up; the first in line has until tomorrow.
	g.cancelled(r, wishes[3], "Berhalangan hadir")
	g.place(slices.Concat(wishes[:3], wishes[4:places]))
	g.register(wishes[places], app.Offered)
	last := &g.plan.registrations[len(g.plan.registrations)-1]
	last.OfferUntil = ptr(g.today.AddDate(0, 0, 1).Add(20 * time.Hour))
	g.place(wishes[places+1:])
	last = &g.plan.registrations[len(g.plan.registrations)-1]
	last.Priority, last.PriorityReason = 1, "Pengguna kursi roda"
}

// fillReview leaves decisions for staff: some approved, two not, the rest waiting.
func (g *generator) fillReview(r *rand.Rand) {
	event := g.events["talk-consult"]
	session := g.sessions[event][0]
	for i, p := range g.crowd(r, g.some(16)) {
		w := wish{event: event, session: session, candidate: p, source: app.Online, at: g.submittedAt(r, event, g.today)}
		switch {
		case i < 5:
			g.register(w, app.Confirmed)
		case i < 7:
			g.register(w, app.Rejected)
			g.plan.registrations[len(g.plan.registrations)-1].DecisionReason = "Konsultasi ini untuk keluarga. Untuk melamar kerja, daftar ke bursa kerja."
		default:
			g.register(w, app.Submitted)
		}
	}
}

// crowd returns n different candidates.
func (g *generator) crowd(r *rand.Rand, n int) []int64 {
	people := slices.Clone(g.people)
	r.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	return people[:min(n, len(people))]
}

// submittedAt is a moment at which somebody could register: the window was
// open, and it is before the given time and before today. Most come at the
// beginning.
func (g *generator) submittedAt(r *rand.Rand, event int64, before time.Time) time.Time {
	e := &g.plan.events[event-1]
	end := g.today
	for _, t := range []time.Time{before, e.ClosesAt} {
		if t.Before(end) {
			end = t
		}
	}
	minutes := max(2, int(end.Sub(e.OpensAt).Minutes()))
	return e.OpensAt.Add(time.Duration(min(r.IntN(minutes), r.IntN(minutes)))*time.Minute + time.Duration(r.IntN(60))*time.Second)
}

// place registers people in the order in which they came: a free place is
// theirs, the rest wait.
func (g *generator) place(wishes []wish) {
	slices.SortStableFunc(wishes, func(a, b wish) int { return a.at.Compare(b.at) })
	for _, w := range wishes {
		status := app.Confirmed
		if c := g.plan.sessions[w.session-1].Capacity; c > 0 && g.taken[w.session] >= c {
			status = app.Waitlisted
		}
		g.register(w, status)
	}
}

// register puts one registration with its ticket in the plan, unless the
// person has a live one there.
func (g *generator) register(w wish, status app.RegistrationStatus) {
	who := [2]int64{w.event, w.candidate}
	if g.standing[who] {
		return
	}
	reg := app.Registration{EventID: w.event, CandidateID: w.candidate, SessionID: w.session, Status: status, Source: w.source, SubmittedAt: w.at}
	if status == app.Waitlisted {
		g.waiting[w.event]++
		reg.WaitlistNo = g.waiting[w.event]
	}
	if status.HoldsPlace() {
		g.taken[w.session]++
	}
	g.standing[who] = status.Live()
	id := g.addRegistration(reg)
	switch {
	case status.HasTicket():
		g.addTicket(id, w, nil)
	case status == app.Reserve, status == app.Rejected:
		g.addTicket(id, w, ptr(g.decidedAt(w)))
	}
}

// decidedAt is when somebody was told no, which ended the ticket of the
// application: a week after the window closed, or before today while it is open.
func (g *generator) decidedAt(w wish) time.Time {
	if decided := g.plan.events[w.event-1].ClosesAt.AddDate(0, 0, 7); decided.Before(g.today) {
		return decided
	}
	return w.at.Add(g.today.Sub(w.at) / 2)
}

// cancelled puts a registration in the plan that was given up again, before
// the moment at which the same person came to stay.
func (g *generator) cancelled(r *rand.Rand, w wish, reason string) {
	if w.source == app.Desk {
		return
	}
	opens := g.plan.events[w.event-1].OpensAt
	came := w.at
	w.at = opens.Add(came.Sub(opens) / 3)
	at := w.at.Add(time.Duration(5+r.IntN(40)) * time.Minute)
	if again := came.Add(-time.Minute); at.After(again) {
		at = w.at.Add(again.Sub(w.at) / 2)
	}
	id := g.addRegistration(app.Registration{
		EventID: w.event, CandidateID: w.candidate, SessionID: w.session, Status: app.Cancelled, Source: w.source,
		SubmittedAt: w.at, CancelledAt: &at, CancelReason: reason,
	})
	g.addTicket(id, w, &at)
}

func (g *generator) addRegistration(reg app.Registration) int64 {
	g.plan.registrations = append(g.plan.registrations, reg)
	id := int64(len(g.plan.registrations))
	g.byEvent[reg.EventID] = append(g.byEvent[reg.EventID], id)
	c := &g.plan.candidates[reg.CandidateID-1]
	if first := reg.SubmittedAt.Add(-11 * time.Minute); first.Before(c.CreatedAt) {
		c.CreatedAt = first
		g.plan.accounts[c.AccountID-1].CreatedAt = first
	}
	return id
}

func (g *generator) addTicket(registration int64, w wish, revoked *time.Time) {
	g.plan.tickets = append(g.plan.tickets, postgres.BulkTicket{
		Ticket: app.Ticket{RegistrationID: registration, IssuedAt: w.at, RevokedAt: revoked}, EventID: w.event,
	})
	if revoked == nil {
		g.tickets[registration] = int64(len(g.plan.tickets))
	}
}
