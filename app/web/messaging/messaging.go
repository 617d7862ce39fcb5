// Package messaging is the desk on which organizers see and change what their
// event writes to people, write to them, and look at what became of it.
package messaging

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/letter"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/messaging"
)

// Handler answers the pages below /panitia/{event}/pesan.
type Handler struct{ *web.Kit }

// New returns the handler over the kit.
func New(k *web.Kit) *Handler { return &Handler{Kit: k} }

func (h *Handler) page(c *fiber.Ctx, titleKey string, args ...any) layout.Page {
	p := h.Page(c, titleKey, args...)
	p.Nav, p.NoIndex = layout.NavOrganizer, true
	return p
}

// event returns the event of the address, if the actor may edit it.
func (h *Handler) event(c *fiber.Ctx) (*app.Event, error) {
	return h.DB.EventForStaff(c.UserContext(), web.Actor(c), app.EditEvents, c.Params("event"))
}

func path(e *app.Event, page string) string { return "/panitia/" + e.Slug + "/" + page }

// query returns the parameters of the address.
func query(c *fiber.Ctx) url.Values {
	v := url.Values{}
	c.Request().URI().QueryArgs().VisitAll(func(name, value []byte) { v.Add(string(name), string(value)) })
	return v
}

func withQuery(path string, v url.Values) string {
	if q := v.Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// example is somebody who might have registered for the event, such that
// every placeholder of the letter has something to say.
func (h *Handler) example(c *fiber.Ctx, e *app.Event, kind app.Letter) (*letter.Facts, error) {
	sessions, err := h.DB.Sessions(c.UserContext(), e.ID, app.EntrySession)
	if err != nil {
		return nil, err
	}
	documents, err := h.DB.EventDocuments(c.UserContext(), e.ID)
	if err != nil {
		return nil, err
	}
	l, now := h.Locale(c), h.Now()
	f := &letter.Facts{Event: *e, Documents: documents, Name: l.T("letter.example_name"), Code: "K7QP2M4XK7QP2M4X", Position: 3}
	f.Status, f.DecisionReason, f.CancelReason = app.Confirmed, l.T("letter.example_reason"), l.T("letter.example_reason")
	for i := range sessions {
		if f.Session = &sessions[i]; now.Before(f.Session.EndsAt) {
			break
		}
	}
	f.Now = app.Day(e.StartsAt)
	if f.Session != nil {
		f.Now = app.Day(f.Session.StartsAt)
	}
	switch kind {
	case app.Letter(app.MessageReminderDay):
		f.Now = f.Now.AddDate(0, 0, -1)
	case app.Letter(app.MessageReminderMorning):
	default:
		f.Now = f.Now.AddDate(0, 0, -7)
	}
	if f.Event.CancelReason == "" {
		f.Event.CancelReason = l.T("letter.example_reason")
	}
	deadline := app.Day(now).AddDate(0, 0, 2).Add(17 * time.Hour)
	switch kind {
	case app.LetterOffered:
		f.OfferUntil, f.Code = &deadline, ""
	case app.LetterReconfirm:
		if e.ReconfirmUntil == nil {
			f.Event.ReconfirmUntil = &deadline
		}
	case app.LetterWaitlisted, app.LetterLapsed, app.LetterDeclined, app.LetterReserve, app.LetterNotSelected, app.LetterReleased, app.LetterCancelled:
		f.Code = ""
	}
	return f, nil
}

// sample writes a template for somebody, as mail and as WhatsApp message.
// Letters that nobody has to know end with a way to get no more of them.
func (h *Handler) sample(l *i18n.Locale, kind app.Letter, t app.Template, f *letter.Facts) view.Sample {
	subject, body := t.Fill(letter.Values(l, h.Config.BaseURL, kind, f))
	unsubscribe := ""
	if kind == "" || !kind.Essential() {
		unsubscribe = h.Config.BaseURL + l.Path("/berhenti/…")
	}
	return view.Sample{
		Language: l.T("letter.language"), Lang: l.Tag(), Subject: subject,
		Mail: letter.Mail(l, body, unsubscribe), WhatsApp: letter.WhatsApp(l, body, unsubscribe),
	}
}

// words explains the placeholders by what they become for an example.
func (h *Handler) words(l *i18n.Locale, kind app.Letter, f *letter.Facts) []view.Word {
	values := letter.Values(l, h.Config.BaseURL, kind, f)
	out := make([]view.Word, 0, len(app.Placeholders()))
	for _, p := range app.Placeholders() {
		out = append(out, view.Word{Placeholder: "{" + string(p) + "}", Meaning: l.T("letter.placeholder." + string(p)), Example: values[p]})
	}
	return out
}

func facts(v *postgres.RegistrationView, documents []app.EventDocument) *letter.Facts {
	return &letter.Facts{
		Registration: v.Registration, Event: v.Event, Session: v.Session, Name: v.Name, Code: v.Code, Position: v.Position, Documents: documents, Now: time.Now(),
	}
}
