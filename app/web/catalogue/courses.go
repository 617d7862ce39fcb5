package catalogue

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/catalogue"
	"gerbang/views/ui"
)

// eventWindows are the values of the filter by registration, of courses.
var eventWindows = []struct {
	param  string
	window app.Window
}{{"buka", app.WindowOpen}, {"segera", app.WindowNotYet}, {"tutup", app.WindowClosed}}

// courseFilter is one way to narrow the list of courses.
type courseFilter struct {
	param string
	of    func(*postgres.CourseFacet) string               // value of a facet
	name  func(*i18n.Locale, *postgres.CourseFacet) string // of the value, for people
	put   func(*postgres.EventFilter, *postgres.CourseFacet)
}

var courseFilters = []courseFilter{
	{
		"kejuruan", func(f *postgres.CourseFacet) string { return f.Trade },
		func(l *i18n.Locale, f *postgres.CourseFacet) string { return l.Choose(f.Trade, f.TradeEN) },
		func(q *postgres.EventFilter, f *postgres.CourseFacet) { q.Trade = f.Trade },
	},
	{
		"status", windowParam,
		func(l *i18n.Locale, f *postgres.CourseFacet) string {
			return l.T("catalogue.window." + string(f.Window))
		},
		func(q *postgres.EventFilter, f *postgres.CourseFacet) { q.Window = f.Window },
	},
	{
		"tempat", func(f *postgres.CourseFacet) string { return f.Kecamatan },
		func(_ *i18n.Locale, f *postgres.CourseFacet) string { return f.KecamatanName },
		func(q *postgres.EventFilter, f *postgres.CourseFacet) { q.Kecamatan = f.Kecamatan },
	},
	{
		"bahasa", func(f *postgres.CourseFacet) string { return facetLevel(f).Name() },
		func(l *i18n.Locale, f *postgres.CourseFacet) string { return l.Language(f.Test, f.Level) },
		func(q *postgres.EventFilter, f *postgres.CourseFacet) { q.Level = facetLevel(f) },
	},
	{
		"program", func(f *postgres.CourseFacet) string { return string(f.Programme) },
		func(l *i18n.Locale, f *postgres.CourseFacet) string {
			return l.T("catalogue.programme." + string(f.Programme))
		},
		func(q *postgres.EventFilter, f *postgres.CourseFacet) { q.Programme = f.Programme },
	},
}

func windowParam(f *postgres.CourseFacet) string {
	for _, w := range eventWindows {
		if w.window == f.Window {
			return w.param
		}
	}
	return ""
}

func facetLevel(f *postgres.CourseFacet) app.LanguageLevel {
	return app.LanguageLevel{Test: f.Test, Level: f.Level}
}

// Courses lists the batches of PPKD courses. What it is narrowed by stands in
// the address; a value that no course has shows none, and says so.
func (h *Handler) Courses(c *fiber.Ctx) error {
	var in struct {
		Trade     string `query:"kejuruan"`
		Window    string `query:"status"`
		Place     string `query:"tempat"`
		Language  string `query:"bahasa"`
		Programme string `query:"program"`
		When      string `query:"waktu"`
		Page      string `query:"hal"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	list, err := h.eventList(c, app.Course, in.When)
	if err != nil {
		return err
	}
	f, query := &list.filter, list.query
	f.Trade = find.Clean(in.Trade, maxValue)
	if f.Trade != "" {
		query.Set("kejuruan", f.Trade)
	}
	if f.Past {
		return h.listEvents(c, list, find.PageNumber(in.Page), nil)
	}
	facets, err := h.DB.CourseFacets(c.UserContext(), f.Among)
	if err != nil {
		return err
	}
	for i, value := range []string{f.Trade, in.Window, in.Place, find.Clean(in.Language, maxValue), in.Programme} {
		by := courseFilters[i]
		for n := range facets {
			if value != "" && by.of(&facets[n]) == value {
				by.put(f, &facets[n])
				query.Set(by.param, value)
				break
			}
		}
	}
	return h.listEvents(c, list, find.PageNumber(in.Page), filtersOf(h.Locale(c), facets, query))
}

// filtersOf makes the choices beside the list: each value with how many
// courses it would show beside the other choices in force.
func filtersOf(l *i18n.Locale, facets []postgres.CourseFacet, query url.Values) *view.CourseFilters {
	path := eventPath(app.Course)
	m := &view.CourseFilters{Form: ui.Form{L: l, Values: query}}
	for i, options := range []*[]ui.Option{&m.Trades, &m.Windows, &m.Places, &m.Languages, &m.Programmes} {
		by, chosen := courseFilters[i], query.Get(courseFilters[i].param)
		names, counts, order := map[string]string{}, map[string]int{}, []string{}
		for n := range facets {
			value := by.of(&facets[n])
			if value == "" {
				continue
			}
			if _, seen := names[value]; !seen {
				names[value] = by.name(l, &facets[n])
				order = append(order, value)
			}
			if passesOthers(&facets[n], query, i) {
				counts[value] += facets[n].Courses
			}
		}
		if by.param == "status" {
			slices.SortFunc(order, func(a, b string) int { return windowOrder(a) - windowOrder(b) })
		}
		if chosen != "" && names[chosen] == "" {
			names[chosen], order = chosen, append(order, chosen)
		}
		for _, value := range order {
			if counts[value] > 0 || value == chosen {
				*options = append(*options, ui.Option{Value: value, Text: names[value] + " (" + strconv.Itoa(counts[value]) + ")"})
			}
		}
		if chosen != "" {
			m.Chips = append(m.Chips, ui.Chip{Text: names[chosen], Href: href(l, path, without(query, by.param))})
		}
	}
	return m
}

func windowOrder(param string) int {
	return slices.IndexFunc(eventWindows, func(w struct {
		param  string
		window app.Window
	}) bool {
		return w.param == param
	})
}

// passesOthers reports whether a facet passes every choice but the one at i.
func passesOthers(f *postgres.CourseFacet, query url.Values, i int) bool {
	for n, by := range courseFilters {
		if chosen := query.Get(by.param); n != i && chosen != "" && by.of(f) != chosen {
			return false
		}
	}
	return true
}
