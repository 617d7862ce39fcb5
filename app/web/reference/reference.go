// Package reference is the desk for what the whole site uses: exchange rates,
// sectors, destinations, language levels and words of the search.
package reference

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/reference"
	"gerbang/views/ui"
)

const root = "/dasbor/acuan"

// Handler answers the addresses under /dasbor/acuan.
type Handler struct{ *web.Kit }

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{k} }

// cards are the editors, in the order of the index. Name is the prefix of
// their texts.
var cards = []struct{ path, icon, name string }{
	{"/kurs", "banknote", "reference.rates"},
	{"/negara", "globe", "reference.countries"},
	{"/sektor", "layers", "reference.sectors"},
	{"/bahasa", "languages", "reference.languages"},
	{"/kata", "search", "reference.words"},
	{"/kontak", "phone", "keep.contacts"}, // these three are answered by web/safety
	{"/tanda-bahaya", "triangle-alert", "keep.signs"},
	{"/pos", "map-pin", "keep.posts"},
}

func (h *Handler) page(c *fiber.Ctx, titleKey string, args ...any) layout.Page {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, titleKey, args...)
	p.Nav = layout.NavReference
	return p
}

// mayEdit refuses those whose right does not reach everything.
func mayEdit(c *fiber.Ctx) error {
	if !web.Actor(c).CanAll(app.EditReference) {
		return app.ErrForbidden
	}
	return nil
}

// Index leads to the editors.
func (h *Handler) Index(c *fiber.Ctx) error {
	if err := mayEdit(c); err != nil {
		return err
	}
	p := h.page(c, "reference.title")
	list := make([]view.Card, len(cards))
	for i, card := range cards {
		list[i] = view.Card{Icon: card.icon, Title: p.T(card.name), Text: p.T(card.name + "_text"), Href: p.URL(root + card.path)}
	}
	return h.Render(c, fiber.StatusOK, view.Index(p, list))
}

// shownChanges is how many changes an editor lists.
const shownChanges = 20

// frame is the title of an editor and who changed what in it.
func (h *Handler) frame(c *fiber.Ctx, l *i18n.Locale, titleKey string, entities ...string) (view.Frame, error) {
	if err := mayEdit(c); err != nil {
		return view.Frame{}, err
	}
	f := view.Frame{Title: l.T(titleKey)}
	var rows []postgres.AuditRow
	for _, entity := range entities {
		found, _, err := h.DB.AuditTrail(c.UserContext(), postgres.AuditFilter{Entity: entity, Limit: shownChanges})
		if err != nil {
			return f, err
		}
		rows = append(rows, found...)
	}
	slices.SortFunc(rows, func(a, b postgres.AuditRow) int { return b.At.Compare(a.At) })
	for _, r := range rows[:min(len(rows), shownChanges)] {
		f.History = append(f.History, moment(l, r))
	}
	return f, nil
}

func moment(l *i18n.Locale, r postgres.AuditRow) ui.Moment {
	word := func(prefix, name string) string {
		if l.Has(prefix + name) {
			return l.T(prefix + name)
		}
		return name
	}
	var parts []string
	for _, ch := range r.Changes {
		before, after := word("admin.value.", ch.Before), word("admin.value.", ch.After)
		switch {
		case before == after || before == "":
			parts = append(parts, word("admin.field.", ch.Field)+": "+after)
		case after == "":
			parts = append(parts, word("admin.field.", ch.Field)+": "+before+" → –")
		default:
			parts = append(parts, word("admin.field.", ch.Field)+": "+before+" → "+after)
		}
	}
	return ui.Moment{State: ui.Done, Title: word("admin.action.", r.Action), Time: l.DateTime(r.At) + " · " + r.Actor, Text: strings.Join(parts, "; ")}
}

// lines splits a field of one entry a line.
func lines(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' || r == ',' || r == ';' })
}
