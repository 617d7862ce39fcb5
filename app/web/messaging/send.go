package messaging

import (
	"crypto/rand"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/letter"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/messaging"
	"gerbang/views/ui"
)

// readersShown is how many readers there are to choose from for a preview.
const readersShown = 50

// Write shows the form of a message to those whom the filter in the address
// leaves.
func (h *Handler) Write(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{
		"client": {rand.Text()}, "body_id": {h.Bundle.Locale("id").T("bulk.body")},
	}}
	return h.write(c, fiber.StatusOK, e, h.draft(c, e), form, false)
}

func (h *Handler) draft(c *fiber.Ctx, e *app.Event) *postgres.BulkDraft {
	return &postgres.BulkDraft{EventID: e.ID, Filter: postgres.ParseParticipantFilter(query(c)), Numbers: h.Config.WritesToNumbers()}
}

type bulkAnswers struct {
	letterAnswers
	Client string `form:"client"`
}

// Send checks the message, shows it as one of its readers gets it, and once
// that was seen sends it.
func (h *Handler) Send(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	var in bulkAnswers
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	d := h.draft(c, e)
	d.ClientID, d.Indonesian, d.English = web.Clip(strings.TrimSpace(in.Client), 64), in.template("id"), in.template("en")
	if d.ClientID == "" {
		d.ClientID = rand.Text()
		form.Values["client"] = []string{d.ClientID}
	}
	if in.Do == "edit" {
		return h.write(c, fiber.StatusOK, e, d, form, false)
	}
	form.Errors = append(form.Errors, d.Check()...)
	if form.Failed() {
		return h.write(c, fiber.StatusUnprocessableEntity, e, d, form, false)
	}
	if in.Do != "send" {
		return h.write(c, fiber.StatusOK, e, d, form, true)
	}
	id, err := h.DB.SendBulk(c.UserContext(), web.Actor(c), d)
	if err != nil {
		if !web.Reject(&form, err) {
			return err
		}
		return h.write(c, fiber.StatusUnprocessableEntity, e, d, form, true)
	}
	h.Flash(c, "ok", "bulk.queued")
	return h.Redirect(c, path(e, "pesan/riwayat/"+strconv.FormatInt(id, 10)))
}

func (h *Handler) write(c *fiber.Ctx, status int, e *app.Event, d *postgres.BulkDraft, form ui.Form, checking bool) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	counts, err := h.DB.BulkAudience(ctx, actor, d)
	if err != nil {
		return err
	}
	sessions, err := h.DB.Sessions(ctx, e.ID, app.EntrySession)
	if err != nil {
		return err
	}
	asked, err := h.DB.AskedQuestions(ctx, actor, e.ID)
	if err != nil {
		return err
	}
	example, err := h.example(c, e, "")
	if err != nil {
		return err
	}
	p := h.page(c, "bulk.title_of", "event", e.Title)
	p.HasErrors = form.Failed()
	l, parameters := p.L, d.Filter.Values()
	v := view.SendPage{
		Event: e, Form: form, Checking: checking, Back: l.Path(withQuery(path(e, "peserta"), parameters)),
		Action: l.Path(withQuery(path(e, "pesan/kirim"), parameters)), Chips: chips(l, d.Filter, sessions, asked), Summary: summary(l, counts),
		Reached: counts[postgres.BulkWaiting], SendLabel: l.N("bulk.send", counts[postgres.BulkWaiting]), Words: h.words(l, "", example),
	}
	if checking {
		if err := h.reader(c, d, example.Documents, &v); err != nil {
			return err
		}
	}
	return h.Render(c, status, view.Send(p, v))
}

// reader adds the message as the chosen reader gets it, the first one when
// none was chosen.
func (h *Handler) reader(c *fiber.Ctx, d *postgres.BulkDraft, documents []app.EventDocument, v *view.SendPage) error {
	readers, err := h.DB.BulkReaders(c.UserContext(), web.Actor(c), d, readersShown)
	if err != nil || len(readers) == 0 {
		return err
	}
	chosen := readers[0]
	for _, r := range readers {
		value := strconv.FormatInt(r.RegistrationID, 10)
		if value == v.Form.Value("reader") {
			chosen = r
		}
		v.Readers = append(v.Readers, ui.Option{Value: value, Text: web.PersonName(v.Form.L, r.Name)})
	}
	r, err := h.DB.RegistrationForMessage(c.UserContext(), chosen.RegistrationID)
	if err != nil {
		return err
	}
	text := d.Indonesian
	if chosen.Locale == "en" && d.English.Body != "" {
		text = d.English
	}
	v.Sample = h.sample(h.Bundle.Locale(chosen.Locale), "", text, facts(r, documents))
	return nil
}

// summary says in a sentence whom a message reaches and whom not.
func summary(l *i18n.Locale, counts postgres.BulkCounts) string {
	parts := []string{l.N("bulk.reaches", counts[postgres.BulkWaiting])}
	if n := counts[postgres.BulkNoAddress]; n > 0 {
		parts = append(parts, l.N("bulk.without_address", n))
	}
	if n := counts[postgres.BulkUnsubscribed]; n > 0 {
		parts = append(parts, l.N("bulk.without_wish", n))
	}
	return strings.Join(parts, "; ") + "."
}

// chips names the choices of a filter.
func chips(l *i18n.Locale, f postgres.ParticipantFilter, sessions []app.Session, asked []app.Question) []string {
	var out []string
	say := func(key, value string) {
		if value != "" {
			out = append(out, l.T(key+value))
		}
	}
	say("organizer.status.", string(f.Status))
	for _, s := range sessions {
		if s.ID == f.SessionID {
			out = append(out, l.T("organizer.column.session")+": "+strings.TrimSpace(l.Choose(s.Title, s.TitleEN)+" "+l.ClockRange(s.StartsAt, s.EndsAt)))
		}
	}
	say("organizer.attendance.", string(f.Attendance))
	say("organizer.sex_filter.", string(f.Sex))
	say("organizer.domicile.", string(f.Domicile))
	for i := range asked {
		q := &asked[i]
		switch value := f.Answer(q.ID); value {
		case "":
		case postgres.NoAnswer:
			out = append(out, l.Choose(q.Label, q.LabelEN)+": "+l.T("question.none"))
		default:
			out = append(out, l.Choose(q.Label, q.LabelEN)+": "+l.Answer(q, app.Answer{Values: []string{value}}))
		}
	}
	if f.Search != "" {
		out = append(out, l.T("organizer.filter.search")+": “"+f.Search+"”")
	}
	if len(out) == 0 {
		out = append(out, l.T("bulk.everybody"))
	}
	return out
}

// asWritten shows a message with its placeholders.
func asWritten(l *i18n.Locale, t app.Template) view.Sample {
	return view.Sample{Language: l.T("letter.language"), Lang: l.Tag(), Subject: t.Subject, Mail: letter.Mail(l, t.Body, "")}
}
