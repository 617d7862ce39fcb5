package app

import (
	"testing"
	"time"
)

func TestNextStep(t *testing.T) {
	now := time.Date(2026, 12, 1, 10, 0, 0, 0, Jakarta)
	in := func(d time.Duration) *time.Time { at := now.Add(d); return &at }
	const day = 24 * time.Hour
	complete := &Candidate{
		Name: "Siti", NIKLast4: "0001", PhoneLast4: "7890", BirthDate: now.AddDate(-25, 0, 0), Sex: Female,
		Address: Address{RegionCode: "31.74.01.1001", RT: "001", RW: "002"},
	}
	asking := &Event{Status: EventPublished, Rules: Rules{ReconfirmFrom: in(-day), ReconfirmUntil: in(day)}}
	plain := &Event{Status: EventPublished}
	held := func(e *Event, starts time.Duration) StepRegistration {
		return StepRegistration{Event: e, Status: Confirmed, HasTicket: true, Starts: now.Add(starts), Ends: now.Add(starts + 2*time.Hour)}
	}
	offered := StepRegistration{Event: plain, Status: Offered, Starts: now.Add(9 * day), Ends: now.Add(10 * day), OfferUntil: in(5 * time.Hour)}
	later := offered
	later.OfferUntil = in(9 * time.Hour)
	lapsed := offered
	lapsed.OfferUntil = in(-time.Minute)
	chosen := held(plain, 20*day)
	chosen.Status, chosen.ConfirmUntil = Accepted, in(2*day)
	yes := held(asking, 3*day)
	yes.ReconfirmedAt = in(-time.Hour)
	waiting := StepRegistration{Event: plain, Status: Waitlisted, Starts: now.Add(2 * day), Ends: now.Add(3 * day)}
	off := held(&Event{Status: EventCancelled}, time.Hour)
	refused, asked := StepPaper{Kind: "ktp", Status: PaperRefused}, StepPaper{Kind: "cv", Asked: true, Until: now.Add(2 * day)}
	all := []StepRegistration{waiting, held(plain, 5*day), held(plain, time.Hour), chosen, held(asking, 3*day), later, offered}

	for name, tc := range map[string]struct {
		me     *Candidate
		regs   []StepRegistration
		papers []StepPaper
		want   StepKind
		index  int
	}{
		"everything at once: the offer that ends first": {&Candidate{}, all, []StepPaper{refused, asked}, StepOffer, 6},
		"without offers: saying again that one comes":   {complete, all[:5], []StepPaper{refused, asked}, StepReconfirm, 4},
		"said already":                          {complete, []StepRegistration{yes}, nil, StepTicket, 0},
		"a result to confirm":                   {complete, all[:4], []StepPaper{refused, asked}, StepSeat, 3},
		"an event today before papers":          {complete, all[:3], []StepPaper{refused, asked}, StepToday, 2},
		"one under way is today":                {complete, []StepRegistration{held(plain, -time.Hour)}, nil, StepToday, 0},
		"a refused paper":                       {complete, all[:2], []StepPaper{asked, refused}, StepPaperRefused, 1},
		"a paper asked for":                     {complete, all[:2], []StepPaper{asked}, StepPaperAsked, 0},
		"a paper that nobody asks for":          {complete, nil, []StepPaper{{Kind: "bpjs"}}, StepFind, -1},
		"the next ticket":                       {complete, []StepRegistration{held(plain, 9*day), held(plain, 5*day)}, nil, StepTicket, 1},
		"an incomplete profile before waiting":  {&Candidate{}, []StepRegistration{waiting}, nil, StepProfile, -1},
		"waiting":                               {complete, []StepRegistration{waiting}, nil, StepWait, 0},
		"an offer that lapsed and an event off": {complete, []StepRegistration{lapsed, off}, nil, StepFind, -1},
		"nothing":                               {complete, nil, nil, StepFind, -1},
		"somebody new":                          {&Candidate{}, nil, nil, StepProfile, -1},
	} {
		if got := NextStep(tc.me, tc.regs, tc.papers, now); got.Kind != tc.want || got.Index != tc.index {
			t.Errorf("%s: %s of %d, want %s of %d", name, got.Kind, got.Index, tc.want, tc.index)
		}
	}
}
