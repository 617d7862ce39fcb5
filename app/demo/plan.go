package demo

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// plan is everything that will be written. A row points at another by its
// place in the plan's own slice, counted from 1; write turns that into ids.
type plan struct {
	accounts      []postgres.BulkAccount
	grants        []postgres.BulkGrant
	agencies      []app.Agency
	agencyEvents  []app.AgencyEvent
	jobs          []postgres.BulkJob
	placements    []postgres.BulkPlacement
	verifications []postgres.BulkVerification
	history       []postgres.BulkAudit
	events        []app.Event
	sessions      []app.Session
	courses       []postgres.BulkCourse
	eligibilities []postgres.BulkEligibility
	gates         []postgres.BulkGate
	booths        []postgres.BulkBooth
	openings      []postgres.BulkOpening
	candidates    []postgres.BulkCandidate
	consents      []postgres.BulkConsent
	certificates  []postgres.BulkCertificate
	experience    []postgres.BulkExperience
	savedJobs     []postgres.BulkSavedJob
	savedSearches []postgres.BulkSavedSearch
	registrations []app.Registration
	selections    []postgres.BulkSelection
	questions     []app.Question // ShownIf points at another of them
	documents     []postgres.BulkEventDocument
	answers       []postgres.BulkAnswer
	tickets       []postgres.BulkTicket // without codes: those are never predictable
	marks         []postgres.BulkAttendance
	scans         []postgres.BulkScan
	posts         []app.Announcement
	reports       []postgres.BulkReport
	paperFair     int64     // the event that asks for papers
	paperDay      time.Time // when they were uploaded
}

// reference is what a plan needs of the reference data.
type reference struct {
	rates     map[string]postgres.Rate
	kelurahan []string
}

// generator makes a plan. All chance comes from streams of the seed, so that
// one seed and one day give one plan; the hour only decides how far the
// running fair has come.
type generator struct {
	now, today time.Time
	seed       uint64
	options    Options
	ref        reference
	plan       plan

	standing map[[2]int64]bool // event and candidate with a live registration
	waiting  map[int64]int64   // last waiting number by event
	tickets  map[int64]int64   // standing ticket by registration
	gates    map[int64][]int64 // by event
	slugs    map[string]bool   // of jobs
	people   []int64           // candidates who may register, shuffled
	staff    map[string]int64  // accounts by key
	events   map[string]int64  // by key
	byEvent  map[int64][]int64 // registrations by event
	sessions map[int64][]int64 // by event, in order of time
	taken    map[int64]int     // places given away, by session
	places   map[int64][]int64 // open vacancies, by agency
}

func newGenerator(now time.Time, o Options, ref reference) *generator {
	return &generator{
		now: now.In(app.Jakarta), today: app.Day(now), seed: o.Seed, options: o, ref: ref,
		standing: map[[2]int64]bool{}, waiting: map[int64]int64{}, tickets: map[int64]int64{}, gates: map[int64][]int64{},
		slugs: map[string]bool{}, staff: map[string]int64{}, events: map[string]int64{}, byEvent: map[int64][]int64{},
		sessions: map[int64][]int64{}, taken: map[int64]int{}, places: map[int64][]int64{},
	}
}

// generate makes the plan of one day.
func generate(now time.Time, o Options, ref reference) *plan {
	g := newGenerator(now, o, ref)
	g.addStaff()
	g.addAgencies()
	g.addJobs()
	g.addFairs()
	g.addCourses()
	g.addOutreach()
	g.addPeople()
	g.addInterests()
	g.registerPeople()
	g.addSelections()
	g.addQuestions()
	g.addAttendance()
	g.addGrants()
	g.addNews()
	g.addReports()
	g.plan.paperFair, g.plan.paperDay = g.events["fair-past"], g.daysAgo(1, 19, 12)
	return &g.plan
}

// stream returns chance for one part of the plan: a change in one part leaves
// the others as they were.
func (g *generator) stream(name string) *rand.Rand {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %s", name, g.today.Format(time.DateOnly))
	return rand.New(rand.NewPCG(g.seed, h.Sum64()))
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// chance is true in share of 1000 cases.
func chance(r *rand.Rand, share int) bool { return r.IntN(1000) < share }

// weighted is one choice and how often it is made.
type weighted[T any] struct {
	weight int
	value  T
}

func choose[T any](r *rand.Rand, from []weighted[T]) T {
	total := 0
	for _, w := range from {
		total += w.weight
	}
	n := r.IntN(total)
	for _, w := range from {
		if n -= w.weight; n < 0 {
			return w.value
		}
	}
	return from[len(from)-1].value
}

// uuid makes a version 4 UUID of the stream.
func uuid(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	a = a&^0xf000 | 0x4000
	b = b&^(3<<62) | 1<<63
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&0xffffffffffff)
}

func ptr[T any](v T) *T { return &v }
