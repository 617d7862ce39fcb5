package catalogue

import (
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// searchPath is the page of the search over everything.
const searchPath = "/cari"

// siteData describes the site itself and its search box.
func (h *Handler) siteData(l *i18n.Locale) []any {
	home := h.Config.BaseURL + l.Path("/")
	organization := thingOf("Organization").top()
	organization["@id"] = h.Config.BaseURL + "/#organization"
	organization["name"] = l.T("layout.site")
	organization["description"] = l.T("layout.footer.about")
	organization["url"] = h.Config.BaseURL + "/"
	organization["logo"] = h.Config.BaseURL + h.Assets.URL("mark.svg")
	site := thingOf("WebSite").top()
	site["name"] = l.T("layout.site")
	site["url"] = home
	site["inLanguage"] = l.Tag()
	site["publisher"] = thing{"@id": organization["@id"]}
	site["potentialAction"] = thing{
		"@type":       "SearchAction",
		"target":      thing{"@type": "EntryPoint", "urlTemplate": h.Config.BaseURL + l.Path(searchPath) + "?q={search_term_string}"},
		"query-input": "required name=search_term_string",
	}
	return []any{organization, site}
}

// trail describes the way to a page as its breadcrumb shows it.
func (h *Handler) trail(crumbs []ui.Crumb) thing {
	var items []thing
	for i, c := range crumbs {
		item := thing{"@type": "ListItem", "position": i + 1, "name": c.Text}
		if c.Href != "" {
			item["item"] = h.Config.BaseURL + c.Href
		}
		items = append(items, item)
	}
	list := thingOf("BreadcrumbList").top()
	list["itemListElement"] = items
	return list
}
