package demo

import (
	"math/rand/v2"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// addAttendance lets people through the gates of what is past and of what
// runs now, as far as the hour has come, and marks the classes held so far.
func (g *generator) addAttendance() {
	r := g.stream("attendance")
	for _, key := range []string{"fair-past", "fair-now", "talk-past"} {
		g.admitPeople(r, key)
	}
	for _, c := range classes() {
		g.markClasses(r, g.events[c.key])
	}
}

// guards are who scans at the gates of an event, one for each gate.
func (g *generator) guards(key string) []int64 {
	if key == "fair-now" {
		return []int64{g.staff["petugas"], g.staff["petugas2"]}
	}
	return []int64{g.staff["petugas2"], g.staff["panitia"]}
}

// admitPeople draws for everybody, whatever the hour, and keeps what lies
// before now: so an hour later the same people have come, and more.
func (g *generator) admitPeople(r *rand.Rand, key string) {
	event := g.events[key]
	gates, guards := g.gates[event], g.guards(key)
	for _, id := range g.byEvent[event] {
		reg := &g.plan.registrations[id-1]
		comes, lane, late, offline, again := chance(r, 780), r.IntN(len(gates)), r.IntN(70)-25, chance(r, 80), chance(r, 40)
		scan := postgres.BulkScan{
			ScanID: uuid(r), EventID: event, GateID: gates[lane], TicketID: g.tickets[id], Outcome: app.Admitted, AccountID: guards[lane%len(guards)],
		}
		repeat, seconds, delay := uuid(r), r.IntN(60), r.IntN(25)
		if !reg.Status.HoldsPlace() || !comes && reg.CandidateID != 1 && reg.Source != app.Desk {
			continue
		}
		session := &g.plan.sessions[reg.SessionID-1]
		scan.ScannedAt = session.StartsAt.Add(time.Duration(late)*time.Minute + time.Duration(seconds)*time.Second)
		if reg.SubmittedAt.After(scan.ScannedAt) {
			scan.ScannedAt = reg.SubmittedAt.Add(2 * time.Minute)
		}
		scan.ArrivedAt = scan.ScannedAt.Add(800 * time.Millisecond)
		if offline {
			scan.ArrivedAt = scan.ScannedAt.Add(time.Duration(1+delay) * time.Minute)
		}
		if !scan.ArrivedAt.Before(g.now) {
			continue
		}
		g.plan.scans = append(g.plan.scans, scan)
		g.plan.marks = append(g.plan.marks, postgres.BulkAttendance{
			EventID: event, RegistrationID: id, SessionID: reg.SessionID, Status: "present", GateID: scan.GateID, MarkedBy: scan.AccountID,
			ScanID: scan.ScanID, ScannedAt: scan.ScannedAt, RecordedAt: scan.ArrivedAt,
		})
		scan.ScanID, scan.Outcome = repeat, app.Duplicate
		scan.ScannedAt = scan.ScannedAt.Add(40 * time.Minute)
		scan.ArrivedAt = scan.ScannedAt.Add(time.Second)
		if again && scan.ArrivedAt.Before(g.now) {
			g.plan.scans = append(g.plan.scans, scan)
		}
	}
	g.refusePeople(r, key)
}

// refusePeople adds readings that let nobody in: other QR codes, tickets of
// another event, of another day and of people who cancelled or wait.
func (g *generator) refusePeople(r *rand.Rand, key string) {
	event := g.events[key]
	gates, guards := g.gates[event], g.guards(key)
	first := g.plan.sessions[g.sessions[event][0]-1].StartsAt
	refuse := func(minute int, ticket int64, why app.Refusal) {
		lane := r.IntN(len(gates))
		at := first.Add(time.Duration(minute) * time.Minute)
		scan := postgres.BulkScan{
			ScanID: uuid(r), EventID: event, GateID: gates[lane], TicketID: ticket, Outcome: app.Refused, Refusal: why,
			AccountID: guards[lane%len(guards)], ScannedAt: at, ArrivedAt: at.Add(time.Second),
		}
		if scan.ArrivedAt.Before(g.now) {
			g.plan.scans = append(g.plan.scans, scan)
		}
	}
	for _, minute := range []int{4, 57, 131} {
		refuse(minute, 0, app.UnknownCode)
	}
	if other := g.anyTicket(g.events["fair-soon"]); other != 0 && key == "fair-now" {
		refuse(26, other, app.OtherEvent)
		refuse(88, other, app.OtherEvent)
	}
	for i, id := range g.byEvent[event] {
		if g.plan.registrations[id-1].Status == app.Cancelled && i%3 == 0 {
			refuse(35+i%60, g.revokedTicket(id), app.CancelledTicket)
		}
	}
}

func (g *generator) anyTicket(event int64) int64 {
	for _, id := range g.byEvent[event] {
		if t := g.tickets[id]; t != 0 {
			return t
		}
	}
	return 0
}

func (g *generator) revokedTicket(registration int64) int64 {
	for i := range g.plan.tickets {
		if g.plan.tickets[i].RegistrationID == registration {
			return int64(i + 1)
		}
	}
	return 0
}

var classMarks = []weighted[string]{{880, "present"}, {50, "late"}, {30, "excused"}, {22, "sick"}, {18, "absent"}}

// markClasses fills the attendance of every meeting before today.
func (g *generator) markClasses(r *rand.Rand, event int64) {
	by := g.staff["panitia-pelatihan"]
	for _, id := range g.byEvent[event] {
		if !g.plan.registrations[id-1].Status.HoldsPlace() {
			continue
		}
		for _, s := range g.sessions[event] {
			session := &g.plan.sessions[s-1]
			if session.Kind != app.MeetingSession || !session.StartsAt.Before(g.today) {
				continue
			}
			status := choose(r, classMarks)
			at := session.StartsAt.Add(time.Duration(r.IntN(12)) * time.Minute)
			if status == "late" {
				at = at.Add(25 * time.Minute)
			}
			g.plan.marks = append(g.plan.marks, postgres.BulkAttendance{
				EventID: event, RegistrationID: id, SessionID: s, Status: status, MarkedBy: by,
				ScannedAt: at, RecordedAt: session.StartsAt.Add(50 * time.Minute),
			})
		}
	}
}
