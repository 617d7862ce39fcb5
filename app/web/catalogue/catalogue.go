// Package catalogue serves the public pages: home, jobs, courses, fairs,
// outreach, safety and the texts about the site.
package catalogue

import (
	"errors"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"gerbang/app"
	"gerbang/app/card"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/views/ui"
)

// perPage is how many jobs or events one page of a list holds.
const perPage = 20

// Handler serves the public pages.
type Handler struct {
	*web.Kit
	jobIndex indexMemo
	painter  func() (*card.Painter, error)
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

// clean makes one line of what a visitor typed into an address: without
// control characters, at most n characters long.
func clean(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(web.Clip(strings.Join(strings.Fields(s), " "), n))
}

// pageNumber reads the number of a page: at least 1, and 1 when it is none.
func pageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if errors.Is(err, strconv.ErrRange) && n > 0 {
		return math.MaxInt
	}
	return max(n, 1)
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

// in chooses the text of the language.
func in(l *i18n.Locale, indonesian, english string) string {
	if l.Tag() == "en" {
		return english
	}
	return indonesian
}

// translated chooses the text of the language among those staff wrote: the
// Indonesian one where no English one was written.
func translated(l *i18n.Locale, indonesian, english string) string {
	if english == "" {
		return indonesian
	}
	return in(l, indonesian, english)
}
