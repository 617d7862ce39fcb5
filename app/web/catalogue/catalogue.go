// Package catalogue serves the public pages: home, jobs, courses, fairs,
// outreach, safety and the texts about the site.
package catalogue

import (
	"net/url"
	"regexp"
	"strconv"

	"gerbang/app"
	"gerbang/app/card"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/views/ui"
)

// perPage is how many jobs or events one page of a list holds.
const perPage = 20

// Limits of what addresses ask for.
const (
	maxQuery = find.MaxWords
	maxValue = 80   // characters of a filter's value
	maxPage  = 5000 // of a list whose end is not known beforehand
)

// Handler serves the public pages.
type Handler struct {
	*web.Kit
	shelf   shelfMemo
	painter func() (*card.Painter, error)
}

// New returns the handler over the kit.
func New(k *web.Kit) *Handler { return &Handler{Kit: k, painter: painterOf(k)} }

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checkSlug refuses what no page can have as its address, before it reaches
// the database.
func checkSlug(slug string) error {
	if len(slug) > 200 || !slugForm.MatchString(slug) {
		return app.ErrNotFound
	}
	return nil
}

// pages returns how many pages a list of total entries has; an empty one has one.
func pages(total int) int { return max(1, (total+perPage-1)/perPage) }

// href returns a path of this site in the language of l, with a query.
func href(l *i18n.Locale, path string, query url.Values) string {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return l.Path(path)
}

func pager(l *i18n.Locale, path string, query url.Values, page, total int) ui.Pager {
	return ui.Pager{Page: page, Pages: pages(total), Total: total, URL: func(n int) string {
		q := url.Values{}
		for k, v := range query {
			q[k] = v
		}
		q.Del("hal")
		if n > 1 {
			q.Set("hal", strconv.Itoa(n))
		}
		return href(l, path, q)
	}}
}
