// Package news serves announcements and the desk where staff write them.
package news

import (
	"regexp"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/app/web/markdown"
	"gerbang/app/web/newstext"
	data "gerbang/views/catalogue"
	"gerbang/views/layout"
	view "gerbang/views/news"
	"gerbang/views/ui"
)

// Sizes of lists.
const (
	perPage    = 12
	otherPosts = 3
)

// Handler answers the addresses of announcements.
type Handler struct{ *web.Kit }

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{Kit: k} }

// List shows all public announcements, the newest first.
func (h *Handler) List(c *fiber.Ctx) error {
	page := web.PageNumber(c)
	posts, total, err := h.DB.Announcements(c.UserContext(), (page-1)*perPage, perPage)
	if err != nil {
		return err
	}
	p := h.Page(c, "news.title")
	p.Description = p.T("news.lead")
	p.Feeds = feeds(p.L)
	m := view.ListPage{Items: newstext.Teasers(p.L, posts), Pager: pager(p.L, "/berita", page, total)}
	return h.Render(c, fiber.StatusOK, view.List(p, m))
}

func pager(l *i18n.Locale, path string, page, total int) ui.Pager {
	return ui.Pager{Page: page, Pages: max(1, (total+perPage-1)/perPage), Total: total, URL: func(n int) string {
		if n <= 1 {
			return l.Path(path)
		}
		return l.Path(path) + "?hal=" + strconv.Itoa(n)
	}}
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Post shows one announcement.
func (h *Handler) Post(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if len(slug) > 200 || !slugForm.MatchString(slug) {
		return app.ErrNotFound
	}
	ctx := c.UserContext()
	a, err := h.DB.PublicAnnouncement(ctx, slug)
	if err != nil {
		return err
	}
	newest, _, err := h.DB.Announcements(ctx, 0, otherPosts+1)
	if err != nil {
		return err
	}
	p := h.Page(c, "")
	m := post(p.L, a)
	p.Title, p.Description = m.Title, newstext.Summary(p.L, a)
	m.URL = h.Config.BaseURL + p.URL("/berita/"+slug)
	p.Card, p.Feeds = "/berita/"+slug+"/kartu.png", feeds(p.L)
	p.Head = data.Data(h.article(p.L, a, m, h.Config.BaseURL+p.L.Path(p.Card)))
	for i, t := range newstext.Teasers(p.L, newest) {
		if newest[i].ID != a.ID && len(m.Others) < otherPosts {
			m.Others = append(m.Others, t)
		}
	}
	return h.Render(c, fiber.StatusOK, view.Post(p, m))
}

func post(l *i18n.Locale, a *app.Announcement) view.PostPage {
	title, body, translated := newstext.In(l, a)
	m := view.PostPage{Title: title, Body: markdown.WithPictures(body), Cover: a.Cover, Lang: l.Tag(), TitleLang: l.Lang(a.TitleEN), Untranslated: !translated}
	if !translated {
		m.Lang = "id"
	}
	if !a.PublishAt.IsZero() {
		m.Date = l.Date(a.PublishAt)
	}
	return m
}

// feeds are the ways to hear of new posts.
func feeds(l *i18n.Locale) []layout.Feed {
	return []layout.Feed{{Type: "application/rss+xml", Title: l.T("share.feed.follow"), Href: l.Path("/berita/umpan.xml")}}
}

// article describes a post to search engines.
func (h *Handler) article(l *i18n.Locale, a *app.Announcement, m view.PostPage, image string) map[string]any {
	if a.Cover.Key != "" {
		image = h.Config.BaseURL + web.FilePath(a.Cover.Key)
	}
	changed := a.UpdatedAt
	if changed.Before(a.PublishAt) { // written before the hour it appeared at
		changed = a.PublishAt
	}
	moment := func(t time.Time) string { return t.In(app.Jakarta).Format(time.RFC3339) }
	site := map[string]any{"@type": "Organization", "name": l.T("layout.site"), "url": h.Config.BaseURL + "/"}
	return map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": m.Title, "description": newstext.Summary(l, a), "inLanguage": m.Lang,
		"datePublished": moment(a.PublishAt), "dateModified": moment(changed), "url": m.URL, "mainEntityOfPage": m.URL, "image": image,
		"author": site, "publisher": site,
	}
}
