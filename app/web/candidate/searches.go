package candidate

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

// searchesPath is the list of saved searches.
const searchesPath = "/akun/pencarian"

// searches returns the visitor's saved searches with what is new in each.
func (h *Handler) searches(c *fiber.Ctx) ([]view.SavedSearch, error) {
	ctx := c.UserContext()
	saved, err := h.DB.SavedSearches(ctx, web.Actor(c))
	if err != nil || len(saved) == 0 {
		return nil, err
	}
	index, err := h.JobIndex(ctx)
	if err != nil {
		return nil, err
	}
	fresh, err := h.DB.NewMatches(ctx, index, saved)
	if err != nil {
		return nil, err
	}
	out := make([]view.SavedSearch, len(saved))
	for i, s := range saved {
		out[i] = view.SavedSearch{Name: s.Name, New: fresh[i], Frequency: s.Frequency, Path: searchPath(s.ID)}
	}
	return out, nil
}

func searchPath(id int64) string { return searchesPath + "/" + strconv.FormatInt(id, 10) }

// SavedSearches lists the searches that the visitor keeps.
func (h *Handler) SavedSearches(c *fiber.Ctx) error {
	searches, err := h.searches(c)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.SavedSearches(h.page(c, "saved.searches.title"), searches))
}

// NewSearch asks for the name of the search in the address and how often to
// tell of new jobs.
func (h *Handler) NewSearch(c *fiber.Ctx) error {
	q := find.ParseString(string(c.Request().URI().QueryString()))
	if !q.Narrows() {
		h.Flash(c, "warn", "saved.error.no_filter")
		return h.Redirect(c, "/lowongan")
	}
	name := find.Clean(c.Query("nama"), 80)
	if name == "" {
		name = h.Locale(c).T("saved.search.default_name")
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"name": {name}, "frequency": {string(app.Daily)}}}
	return h.renderSearch(c, form, "saved.search.new_title", "")
}

func (h *Handler) renderSearch(c *fiber.Ctx, form ui.Form, title, removePath string) error {
	p := h.page(c, title)
	p.HasErrors = form.Failed()
	return h.Render(c, statusOf(form), view.EditSearch(p, form, frequencies(p.L), removePath))
}

func frequencies(l *i18n.Locale) []ui.Option {
	out := make([]ui.Option, len(app.Frequencies()))
	for i, f := range app.Frequencies() {
		out[i] = ui.Option{Value: string(f), Text: l.T("saved.frequency." + string(f)), Hint: l.T("saved.frequency_hint." + string(f))}
	}
	return out
}

type searchAnswers struct {
	Name      string `form:"name"`
	Frequency string `form:"frequency"`
}

// SaveSearch keeps the search of the address. The same one is kept once.
func (h *Handler) SaveSearch(c *fiber.Ctx) error {
	q := find.ParseString(string(c.Request().URI().QueryString()))
	return h.saveSearch(c, "saved.search.new_title", "saved.search.saved", "", func(in searchAnswers) error {
		return h.DB.SaveSearch(c.UserContext(), web.Actor(c), in.Name, q, app.Frequency(in.Frequency))
	})
}

// EditSearch is a saved search as a form.
func (h *Handler) EditSearch(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	s, err := h.DB.SavedSearch(c.UserContext(), web.Actor(c), id)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"name": {s.Name}, "frequency": {string(s.Frequency)}}}
	return h.renderSearch(c, form, "saved.search.edit_title", removePath(searchPath(id), id))
}

// ChangeSearch saves its name and how often it tells.
func (h *Handler) ChangeSearch(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	return h.saveSearch(c, "saved.search.edit_title", "saved.search.changed", removePath(searchPath(id), id), func(in searchAnswers) error {
		return h.DB.ChangeSearch(c.UserContext(), web.Actor(c), id, in.Name, app.Frequency(in.Frequency))
	})
}

func (h *Handler) saveSearch(c *fiber.Ctx, title, done, removePath string, save func(searchAnswers) error) error {
	var in searchAnswers
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if err := save(in); !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderSearch(c, form, title, removePath)
	}
	h.Flash(c, "ok", done)
	return h.Redirect(c, searchesPath)
}

// OpenSearch leads to the jobs of a search, the newest first; those there now
// are no longer new.
func (h *Handler) OpenSearch(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	q, err := h.DB.OpenSearch(c.UserContext(), web.Actor(c), id)
	if err != nil {
		return err
	}
	q.Sort = find.Newest
	return h.Redirect(c, "/lowongan?"+q.String())
}

// RemoveSearch deletes a search. Doing it twice changes nothing more.
func (h *Handler) RemoveSearch(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	if err := h.DB.RemoveSearch(c.UserContext(), web.Actor(c), id); err == nil {
		h.Flash(c, "ok", "saved.search.removed")
	} else if !errors.Is(err, app.ErrNotFound) {
		return err
	}
	return h.Redirect(c, searchesPath)
}

// UnsubscribeForm asks the reader of a message whether to end them. Programs
// that look at links change nothing.
func (h *Handler) UnsubscribeForm(c *fiber.Ctx) error {
	s, err := h.DB.Subscription(c.UserContext(), c.Params("code"))
	if err != nil {
		return err
	}
	p := h.page(c, "unsubscribe.title")
	p.Nav = ""
	return h.Render(c, fiber.StatusOK, view.Unsubscribe(p, view.Subscription{Search: s.Search, Notices: s.Notices, Ended: s.Ended, Action: p.URL("/berhenti/" + url.PathEscape(c.Params("code")))}))
}

// Unsubscribe ends them. The link of the message is proof enough.
func (h *Handler) Unsubscribe(c *fiber.Ctx) error {
	code := c.Params("code")
	if err := h.DB.Unsubscribe(c.UserContext(), code); err != nil {
		return err
	}
	return h.Redirect(c, "/berhenti/"+url.PathEscape(code))
}

// Resume takes back that somebody wants no reminders and messages of
// organizers.
func (h *Handler) Resume(c *fiber.Ctx) error {
	code := c.Params("code")
	if err := h.DB.ResumeNotices(c.UserContext(), code); err != nil {
		return err
	}
	h.Flash(c, "ok", "unsubscribe.resumed")
	return h.Redirect(c, "/berhenti/"+url.PathEscape(code))
}
