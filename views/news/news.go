// Package news holds the pages of announcements.
package news

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// src is the address of a picture.
func src(i app.Image) string { return "/berkas/" + i.Key }

// Teaser is an announcement in a list.
type Teaser struct {
	Title, Href, Date string
	TitleLang         string // where it is not that of the page
	TextLang          string
	Text              string // its first words
	Thumb             app.Image
}

// ListPage is the list of announcements.
type ListPage struct {
	Items []Teaser
	Pager ui.Pager
}

// PostPage is one announcement. Body is safe HTML.
type PostPage struct {
	Title, Date, Body, Lang, URL string
	TitleLang                    string // where it is not that of the page
	Untranslated                 bool   // the page is English, the text is not
	Cover                        app.Image
	Others                       []Teaser
}

// DeskPage is the list for those who write.
type DeskPage struct {
	Rows  []DeskRow
	Pager ui.Pager
}

// DeskRow is one announcement in it.
type DeskRow struct {
	Title, Href, Date, By, Changed string
	Status                         ui.BadgeItem
}

// Change is an entry of the history.
type Change struct{ What, By, At string }

// EditPage is the form of an announcement.
type EditPage struct {
	Form       ui.Form
	Heading    string
	Action     string // where the form goes
	Status     ui.BadgeItem
	PublicHref string
	NowHint    string
	Cover      app.Image
	Preview    *PostPage
	History    []Change
}
