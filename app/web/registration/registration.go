// Package registration leads somebody from an event's page to a ticket: the
// steps of registering, each a page and a form that saves on the server, and
// the ticket itself.
package registration

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/registration"
)

// Handler answers the pages of registering and of tickets.
type Handler struct {
	*web.Kit
	printer func() (*printer, error) // made when the first file of a ticket is asked for
}

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{Kit: k, printer: printerOf(k)} }

// kinds are the parts of the site, by the first word of an address.
var kinds = map[string]struct {
	kind app.EventKind
	nav  string
}{
	"pelatihan":   {app.Course, layout.NavCourses},
	"bursa-kerja": {app.JobFair, layout.NavFairs},
	"sosialisasi": {app.Outreach, layout.NavOutreach},
}

func part(c *fiber.Ctx) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(web.Path(c), "/"), "/")
	return first
}

func eventPath(c *fiber.Ctx) string { return "/" + part(c) + "/" + c.Params("slug") }

func formPath(c *fiber.Ctx) string { return eventPath(c) + "/daftar" }

// step is one page of the form, named as in its address.
type step string

const (
	stepIdentity  step = "identitas"
	stepAddress   step = "alamat"
	stepEducation step = "pendidikan"
	stepGuardian  step = "wali"
	stepSession   step = "sesi"
	stepQuestions step = "pertanyaan"
	stepDocuments step = "dokumen"
	stepConsent   step = "persetujuan"
	stepCheck     step = "periksa"
)

// steps returns the pages of the form for the event and whoever fills it in.
func steps(a *postgres.Application) []step {
	all := []step{stepIdentity, stepAddress}
	for _, s := range []struct {
		step  step
		asked bool
	}{
		{stepEducation, asksEducation(a)},
		{stepGuardian, a.NeedsGuardian()},
		{stepSession, len(a.Sessions) > 0},
		{stepQuestions, len(a.Questions) > 0},
		{stepDocuments, len(a.Uploads()) > 0},
	} {
		if s.asked {
			all = append(all, s.step)
		}
	}
	return append(all, stepConsent, stepCheck)
}

// answered reports whether the step needs no answer any more.
func answered(a *postgres.Application, s step, now time.Time) bool {
	switch s {
	case stepIdentity:
		return a.Candidate.IdentityComplete()
	case stepAddress:
		return a.Candidate.Address.Complete()
	case stepEducation:
		return a.Candidate.Education != ""
	case stepGuardian:
		return a.Guardian.Stands()
	case stepQuestions:
		return a.Answered
	case stepDocuments:
		return a.Documented()
	case stepSession:
		chosen := a.Session(a.Draft.SessionID)
		return chosen != nil && chosen.Bookable(now)
	case stepConsent:
		return slices.Contains(a.Consents, app.ConsentRegistration) &&
			(a.Draft.Consented || a.Event.Kind != app.JobFair || slices.Contains(a.Consents, app.ConsentEmployers))
	}
	return false
}

// firstOpen returns the first step without an answer; the last one when all
// have theirs.
func firstOpen(a *postgres.Application, now time.Time) step {
	all := steps(a)
	for _, s := range all {
		if !answered(a, s, now) {
			return s
		}
	}
	return all[len(all)-1]
}

func (h *Handler) application(c *fiber.Ctx) (*postgres.Application, error) {
	k, ok := kinds[part(c)]
	if !ok {
		return nil, app.ErrNotFound
	}
	return h.DB.Application(c.UserContext(), web.Actor(c), k.kind, c.Params("slug"))
}

// open loads what the step needs. When the visitor should be elsewhere, on
// their ticket or at an earlier step, it redirects there and returns nil.
func (h *Handler) open(c *fiber.Ctx, s step) (*postgres.Application, error) {
	a, err := h.application(c)
	if err != nil {
		return nil, err
	}
	if a.Standing != nil {
		return nil, h.Redirect(c, standingPath(*a.Standing))
	}
	if app.CheckWindow(a.Event, h.Now()) != nil {
		return nil, h.Redirect(c, formPath(c))
	}
	all := steps(a)
	at, first := slices.Index(all, s), firstOpen(a, h.Now())
	if at < 0 || at > slices.Index(all, first) {
		return nil, h.toStep(c, first)
	}
	return a, nil
}

// standingPath is where a registration is shown: its ticket, or its state
// while it has none.
func standingPath(r postgres.Registered) string {
	if r.Code != "" {
		return "/t/" + string(r.Code)
	}
	return "/akun/pendaftaran/" + strconv.FormatInt(r.ID, 10)
}

func (h *Handler) toStep(c *fiber.Ctx, s step) error { return h.Redirect(c, formPath(c)+"/"+string(s)) }

// next goes to the first step that is still open after one was saved.
func (h *Handler) next(c *fiber.Ctx) error {
	a, err := h.application(c)
	if err != nil {
		return err
	}
	return h.toStep(c, firstOpen(a, h.Now()))
}

// page starts the frame of a step.
func (h *Handler) page(c *fiber.Ctx, a *postgres.Application, s step) view.Step {
	p := h.Page(c, "registration.step."+string(s))
	p.Nav, p.NoIndex = kinds[part(c)].nav, true
	all := steps(a)
	at := slices.Index(all, s)
	back := formPath(c)
	if at > 0 {
		back += "/" + string(all[at-1])
	}
	return view.Step{Page: p, Event: a.Event, Form: formPath(c), Back: back, N: at + 1, Total: len(all)}
}
