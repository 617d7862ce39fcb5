// Package ui holds the parts that pages are made of: buttons, fields, badges, cards, tables. Each writes the class
// names that static/css describes. Parts with words of their own take the locale or a Form that carries it; all
// other text comes from the page, already translated. TestGuide renders every part into one page to look at.
package ui

import (
	"context"
	"io"
	"net/url"

	"github.com/a-h/templ"

	"gerbang/app/i18n"
	"gerbang/static"
)

// Tone is what a badge, notice or panel says beside its words. It is shown as icon, word and tint, never as colour
// alone.
type Tone string

// The tones.
const (
	OK   Tone = "ok"
	Warn Tone = "warn"
	Err  Tone = "err"
	Info Tone = "info"
	Mute Tone = "mute"
)

// icon returns the icon that stands for the tone.
func (t Tone) icon() string {
	switch t {
	case OK:
		return "circle-check"
	case Warn:
		return "clock"
	case Err:
		return "circle-x"
	case Info:
		return "info"
	}
	return "minus"
}

// noticeIcon returns the icon of a notice, where a warning warns rather than waits.
func (t Tone) noticeIcon() string {
	if t == Warn {
		return "triangle-alert"
	}
	if t == Err {
		return "circle-alert"
	}
	return t.icon()
}

func iconClass(size string) string {
	if size == "" {
		return "icon"
	}
	return "icon icon--" + size
}

// Icon draws the named icon of static/icons.json at the size of the text. It is decoration: the words beside it
// carry the meaning.
func Icon(name string) templ.Component { return icon(name, "") }

// IconLarge draws the icon at 24 px, for headings and empty states.
func IconLarge(name string) templ.Component { return icon(name, "l") }

func icon(name, size string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		assets, err := static.Load()
		if err != nil {
			return nil // pages work without icons; the server refuses to start without assets
		}
		// Piece by piece into the buffered page: a page has a hundred icons.
		for _, part := range [...]string{`<svg class="`, iconClass(size), `" viewBox="0 0 24 24" aria-hidden="true" focusable="false">`, assets.Icon(name), `</svg>`} {
			if _, err := io.WriteString(w, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// ButtonKind is the weight of a button. A screen has one primary button.
type ButtonKind string

// The kinds of button.
const (
	Primary   ButtonKind = "primary"
	Secondary ButtonKind = "secondary"
	Danger    ButtonKind = "danger"
	Quiet     ButtonKind = "quiet"
	Accent    ButtonKind = "accent" // the primary button on a sea-coloured ground
)

// Btn describes a button or a link that looks like one. Kind is Primary when empty.
type Btn struct {
	Text        string
	Kind        ButtonKind
	Icon        string // before the text
	IconEnd     string // after the text
	Href        string // for ButtonLink
	Name, Value string // for Button
	Type        string // for Button: submit when empty
	Wide        bool   // as wide as its column
	Small       bool   // 44 px instead of 48, for rows of a table
	Attrs       Attrs
}

func (b Btn) class() string {
	class := "btn btn--" + string(Primary)
	if b.Kind != "" {
		class = "btn btn--" + string(b.Kind)
	}
	if b.Wide {
		class += " btn--wide"
	}
	if b.Small {
		class += " btn--small"
	}
	return class
}

func (b Btn) kind() string {
	if b.Type == "" {
		return "submit"
	}
	return b.Type
}

// BadgeItem is a badge as part of something else. Icon replaces the icon of the tone.
type BadgeItem struct {
	Tone Tone
	Text string
	Icon string
}

func (b BadgeItem) icon() string {
	if b.Icon != "" {
		return b.Icon
	}
	return b.Tone.icon()
}

// Meta is one small fact with an icon.
type Meta struct{ Icon, Text string }

// DateBlock is a date as a calendar leaf on a card; words are already in the reader's language.
type DateBlock struct{ Weekday, Day, Month string }

// Item is a card that leads to a page: a job, a course, a fair. Only the title is a link; the whole card follows it.
type Item struct {
	Href, Title string
	Lang        string // of the title, where it is not that of the page
	Heading     int    // heading level, 3 when 0
	Eyebrow     string // small line above the title: sector, trade, organizer
	Lead        string // the weightiest fact, large: the salary, the free seats
	LeadNote    string // beneath it: "≈ Rp25.100.000 · kurs 1 Nov 2026"
	Route       string // destination at the end of the dotted route: "Osaka, Jepang"
	Date        *DateBlock
	Meta        []Meta
	Badges      []BadgeItem
	Meter       *Meter // how full it is
}

// Meter is an amount out of a whole, with its words: "12 dari 20 kursi terisi".
type Meter struct {
	Value, Max int
	Text       string
}

func (m Meter) class() string {
	if m.Max > 0 && m.Value*100 >= m.Max*85 {
		return "meter meter--high"
	}
	return "meter"
}

// Def is a term with its text. Body, when set, stands instead of the text. ChangeHref adds an "Ubah" link whose
// hidden words are the term.
type Def struct {
	Term, Text string
	Note       string // small, beneath the text
	Indonesian string // part of Text or Note that stays Indonesian on a page in another language
	Body       templ.Component
	ChangeHref string
}

// Pager describes where a list stands. Page counts from 1; URL gives the address of a page.
type Pager struct {
	Page, Pages, Total int
	URL                func(page int) string
}

// Numbers returns the page numbers to show; 0 stands for a gap.
func (p Pager) Numbers() []int {
	var out []int
	last := 0
	for n := 1; n <= p.Pages; n++ {
		if n != 1 && n != p.Pages && (n < p.Page-1 || n > p.Page+1) {
			continue
		}
		if n-last == 2 {
			out = append(out, n-1)
		} else if n-last > 2 {
			out = append(out, 0)
		}
		out = append(out, n)
		last = n
	}
	return out
}

// Tab is one of several views of a list, with how many it holds.
type Tab struct {
	Text, Href string
	Count      string // already formatted; none when empty
	Active     bool
}

// Chip is a filter in force; Href takes it off.
type Chip struct{ Text, Href string }

// Crumb is a step of the path to a page; the last one has no Href.
type Crumb struct{ Text, Href, Lang string }

// Sort is the order of a table by one column: "" not sorted, "ascending" or "descending".
type Sort string

// The orders of a column, as aria-sort names them.
const (
	Unsorted   Sort = ""
	Ascending  Sort = "ascending"
	Descending Sort = "descending"
)

// Progress is how far a step of a timeline is.
type Progress string

// The states of a step.
const (
	Done    Progress = "done"
	Current Progress = "current"
	Todo    Progress = "todo"
	Stopped Progress = "stopped" // cancelled, not selected
)

func (p Progress) icon() string {
	switch p {
	case Done:
		return "check"
	case Stopped:
		return "x"
	}
	return ""
}

// Moment is a step of a timeline.
type Moment struct {
	State       Progress
	Title, Time string
	Text        string
	TitleLang   string // where it is not that of the page
	TextLang    string
}

// Stat is a figure with its meaning.
type Stat struct {
	Label, Value string
	Note         string // definition and date
	Href         string
	Trend        string // "+12 dari pekan lalu"
}

// ScanState is the answer of a gate, each with a look of its own: colour, pattern and icon.
type ScanState string

// The four answers.
const (
	ScanOK        ScanState = "ok"
	ScanDuplicate ScanState = "dup"
	ScanReject    ScanState = "no"
	ScanOffline   ScanState = "off"
)

func (s ScanState) icon() string {
	switch s {
	case ScanOK:
		return "check"
	case ScanDuplicate:
		return "clock"
	case ScanReject:
		return "x"
	}
	return "cloud-off"
}

func (s ScanState) role() string {
	if s == ScanReject {
		return "alert"
	}
	return "status"
}

// Scan is the result panel of a gate.
type Scan struct {
	State ScanState
	Title string   // Boleh masuk
	Name  string   // Siti A.
	Lines []string // sesi 09.00; Pintu A, oleh Budi
}

func number(l *i18n.Locale, n int) string { return l.Number(int64(n)) }

// WhatsAppURL returns the address that opens WhatsApp with the text filled in.
func WhatsAppURL(text string) string { return "https://wa.me/?text=" + url.QueryEscape(text) }

// Under returns the card with its title as a heading of the level.
func (it Item) Under(level int) Item {
	it.Heading = level
	return it
}
