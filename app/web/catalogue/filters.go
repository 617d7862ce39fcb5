package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	view "gerbang/views/catalogue"
	"gerbang/views/ui"
)

// jobFilters offers every value that some public job has, with the number of
// jobs behind it, and those in force even when no job has them.
func jobFilters(l *i18n.Locale, s *jobShelf, q find.Query, r *find.Result) view.JobFilters {
	v := q.Values()
	facet := func(f find.Facet, name string, text func(string) string) view.Facet {
		out := view.Facet{Name: name, Label: l.T("find.facet." + name)}
		chosen := v[name]
		for _, c := range r.Counts(f) {
			on := slices.Contains(chosen, c.Value)
			if c.Jobs > 0 || on {
				out.Choices = append(out.Choices, view.Choice{Value: c.Value, Text: text(c.Value), Count: l.Number(int64(c.Jobs)), Chosen: on, Jobs: c.Jobs})
			}
		}
		for _, value := range chosen {
			if !slices.ContainsFunc(out.Choices, func(c view.Choice) bool { return c.Value == value }) {
				out.Choices = append(out.Choices, view.Choice{Value: value, Text: text(value), Count: "0", Chosen: true})
			}
		}
		out.Chosen = len(chosen)
		return out
	}
	countries := facet(find.ByCountry, "negara", func(code string) string { return s.countryName(l, code) })
	sectors := facet(find.BySector, "sektor", func(code string) string { return s.sectorName(l, code) })
	for _, f := range []*view.Facet{&countries, &sectors} {
		slices.SortStableFunc(f.Choices, func(a, b view.Choice) int {
			if a.Jobs != b.Jobs {
				return b.Jobs - a.Jobs
			}
			return strings.Compare(a.Text, b.Text)
		})
	}
	return view.JobFilters{
		Several: []view.Facet{
			countries, sectors,
			facet(find.ByScheme, "skema", func(v string) string { return l.T("catalogue.scheme." + v) }),
			facet(find.ByLanguage, "bahasa", func(v string) string { return languageName(l, v) }),
		},
		One: []view.Facet{
			facet(find.ByEducation, "pendidikan", func(v string) string { return l.T("catalogue.education." + v) }),
			facet(find.BySalary, "gaji", func(v string) string { return l.T("find.salary", "n", v) }),
			facet(find.BySex, "jk", func(v string) string { return l.T("find.sex." + v) }),
			facet(find.ByDeadline, "batas", func(v string) string { return l.T("find.deadline", "n", v) }),
		},
		Free: facet(find.ByCost, "gratis", func(string) string { return l.T("find.free") }),
		Form: ui.Form{L: l, Values: v},
	}
}

func languageName(l *i18n.Locale, value string) string {
	if value == find.NoLanguage {
		return l.T("catalogue.no_language")
	}
	level := app.LevelNamed(value)
	return l.Language(level.Test, level.Level)
}

// jobChips names the filters in force, each with the address without it.
func jobChips(l *i18n.Locale, s *jobShelf, q find.Query) []ui.Chip {
	var chips []ui.Chip
	add := func(text string, without func(*find.Query)) {
		chips = append(chips, ui.Chip{Text: text, Href: href(l, jobsPath, q.But(without).Values())})
	}
	if q.Words != "" {
		add("“"+q.Words+"”", func(q *find.Query) { q.Words = "" })
	}
	for _, code := range q.Countries {
		add(s.countryName(l, code), func(q *find.Query) { q.Countries = drop(q.Countries, code) })
	}
	for _, code := range q.Sectors {
		add(s.sectorName(l, code), func(q *find.Query) { q.Sectors = drop(q.Sectors, code) })
	}
	for _, scheme := range q.Schemes {
		add(l.T("catalogue.scheme."+string(scheme)), func(q *find.Query) { q.Schemes = drop(q.Schemes, scheme) })
	}
	for _, name := range q.Languages {
		add(languageName(l, name), func(q *find.Query) { q.Languages = drop(q.Languages, name) })
	}
	if q.Education != "" {
		add(l.T("catalogue.filter.education_chip", "level", l.T("catalogue.education."+string(q.Education))), func(q *find.Query) { q.Education = "" })
	}
	if q.Salary != 0 {
		add(l.T("find.salary", "n", strconv.Itoa(q.Salary)), func(q *find.Query) { q.Salary = 0 })
	}
	if q.Sex != "" {
		key := "find.sex.p"
		if q.Sex == app.Male {
			key = "find.sex.l"
		}
		add(l.T(key), func(q *find.Query) { q.Sex = "" })
	}
	if q.Deadline != 0 {
		add(l.T("find.deadline", "n", strconv.Itoa(q.Deadline)), func(q *find.Query) { q.Deadline = 0 })
	}
	if q.Free {
		add(l.T("find.free"), func(q *find.Query) { q.Free = false })
	}
	return chips
}

func drop[T comparable](values []T, v T) []T {
	return slices.DeleteFunc(values, func(have T) bool { return have == v })
}
