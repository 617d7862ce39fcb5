// Package newstext words announcements for the features that show them: their
// own pages, the home page and feeds.
package newstext

import (
	"strings"
	"unicode/utf8"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/app/web/markdown"
	view "gerbang/views/news"
)

// teaserLen is how many characters of a text a card shows.
const teaserLen = 140

// Teasers are announcements as cards.
func Teasers(l *i18n.Locale, posts []app.Announcement) []view.Teaser {
	out := make([]view.Teaser, len(posts))
	for i := range posts {
		a := &posts[i]
		title, _, _ := In(l, a)
		out[i] = view.Teaser{Title: title, Href: l.Path("/berita/" + a.Slug), Date: l.Date(a.PublishAt), Text: Summary(l, a), Thumb: a.Thumb,
			TitleLang: l.Lang(a.TitleEN), TextLang: l.Lang(a.BodyEN)}
	}
	return out
}

// In chooses title and text in the language of the page; translated is
// false where an English page has to show the Indonesian text.
func In(l *i18n.Locale, a *app.Announcement) (title, body string, translated bool) {
	title, body, translated = a.Title, a.Body, true
	if l.Tag() != "en" {
		return title, body, true
	}
	if a.TitleEN != "" {
		title = a.TitleEN
	}
	if a.BodyEN != "" {
		body = a.BodyEN
	}
	return title, body, a.BodyEN != "" || a.Body == ""
}

// Summary is the beginning of a post, as cards and search engines show it.
func Summary(l *i18n.Locale, a *app.Announcement) string {
	_, body, _ := In(l, a)
	return firstWords(markdown.Plain(body))
}

// firstWords cuts a text after a whole word.
func firstWords(s string) string {
	if utf8.RuneCountInString(s) <= teaserLen {
		return s
	}
	cut := web.Clip(s, teaserLen)
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:–") + "…"
}
