package catalogue

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app/card"
	"gerbang/app/web/newstext"
)

const newsPath = "/berita"

// NewsFeed is a feed of the newest announcements.
func (h *Handler) NewsFeed(c *fiber.Ctx) error {
	posts, _, err := h.DB.Announcements(c.UserContext(), 0, feedItems)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	f := feed{title: l.T("share.feed.news"), description: l.T("news.lead"), page: newsPath, path: newsPath + feedFile}
	for i := range posts {
		a := &posts[i]
		title, _, _ := newstext.In(l, a)
		f.entries = append(f.entries, feedEntry{title: title, path: newsPath + "/" + a.Slug, lines: []string{newstext.Summary(l, a)}, published: a.PublishAt})
	}
	return h.sendFeed(c, l, f)
}

// NewsCard is the picture of an announcement.
func (h *Handler) NewsCard(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	a, err := h.DB.PublicAnnouncement(c.UserContext(), slug)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	title, _, _ := newstext.In(l, a)
	return h.sendCard(c, l, card.Card{
		Eyebrow: l.T("news.title") + " · " + l.Date(a.PublishAt), Title: title, Note: newstext.Summary(l, a),
		Badges: []card.Badge{{Text: l.T("share.card.official"), Kind: card.Verified}},
	})
}
