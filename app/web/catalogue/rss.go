package catalogue

import (
	"html"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/views/layout"
)

// feedItems is how many of the newest things a feed names.
const feedItems = 50

// rssChannel is a feed (RSS 2.0).
type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language"`
	Built       string    `xml:"lastBuildDate,omitempty"`
	TTL         int       `xml:"ttl"` // minutes
	Self        atomLink  `xml:"atom:link"`
	Items       []rssItem `xml:"item"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

type rssItem struct {
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	Description string   `xml:"description"` // HTML
	Categories  []string `xml:"category"`
	GUID        rssGUID  `xml:"guid"`
	Published   string   `xml:"pubDate"`
}

type rssGUID struct {
	Permanent bool   `xml:"isPermaLink,attr"`
	Address   string `xml:",chardata"`
}

const rssType = "application/rss+xml"

// feed is what handlers say of a feed; times and addresses are made here.
type feed struct {
	title, description string
	page, path         string // of the list it follows and of itself, in Indonesian
	entries            []feedEntry
}

type feedEntry struct {
	title, path string
	lines       []string // of text
	categories  []string
	published   time.Time
}

func (h *Handler) sendFeed(c *fiber.Ctx, l *i18n.Locale, f feed) error {
	channel := rssChannel{
		Title: f.title, Link: h.Config.BaseURL + l.Path(f.page), Description: f.description, Language: l.Tag(), TTL: 60,
		Self: atomLink{Href: h.Config.BaseURL + l.Path(f.path), Rel: "self", Type: rssType},
	}
	var newest time.Time
	for _, e := range f.entries {
		address := h.Config.BaseURL + l.Path(e.path)
		channel.Items = append(channel.Items, rssItem{
			Title: e.title, Link: address, Description: paragraphs(e.lines), Categories: e.categories,
			GUID: rssGUID{Permanent: true, Address: address}, Published: e.published.In(app.Jakarta).Format(time.RFC1123Z),
		})
		if e.published.After(newest) {
			newest = e.published
		}
	}
	if !newest.IsZero() {
		channel.Built = newest.In(app.Jakarta).Format(time.RFC1123Z)
	}
	if err := sendXML(c, struct {
		XMLName struct{}   `xml:"rss"`
		Version string     `xml:"version,attr"`
		Atom    string     `xml:"xmlns:atom,attr"`
		Channel rssChannel `xml:"channel"`
	}{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", Channel: channel}); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, rssType+"; charset=utf-8")
	return nil
}

// paragraphs makes HTML of lines of text.
func paragraphs(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		if line != "" {
			b.WriteString("<p>" + html.EscapeString(line) + "</p>")
		}
	}
	return b.String()
}

// JobFeed is a feed of the newest jobs that pass the filters of its address,
// which are those of the list.
func (h *Handler) JobFeed(c *fiber.Ctx) error {
	ctx := c.UserContext()
	shelf, err := h.jobShelf(ctx)
	if err != nil {
		return err
	}
	q := shelf.read(c).But(func(q *find.Query) { q.Sort, q.Fits = find.Newest, false })
	found, err := h.lookUp(ctx, shelf, q)
	if err != nil {
		return err
	}
	jobs, err := h.DB.PublishedJobs(ctx, shelf.Search(q, found.Matches(find.JobKind), feedItems).IDs)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	f := feed{title: l.T("share.feed.jobs"), description: l.T("share.feed.jobs_text"), page: jobsPath, path: jobsPath + feedFile}
	if query := feedQuery(q).Encode(); query != "" {
		f.page, f.path = f.page+"?"+query, f.path+"?"+query
	}
	for i := range jobs {
		f.entries = append(f.entries, jobEntry(l, &jobs[i]))
	}
	return h.sendFeed(c, l, f)
}

// feedQuery is what a feed takes over from the address of its list: not its
// order or page, nor whom the jobs suit.
func feedQuery(q find.Query) url.Values {
	return q.But(func(q *find.Query) { q.Sort, q.Fits = "", false }).Values()
}

// feedFile is what the address of a list is followed by in that of its feed.
const feedFile = "/umpan.xml"

func jobEntry(l *i18n.Locale, j *postgres.PublishedJob) feedEntry {
	it := jobItem(l, &j.JobCard, time.Time{})
	country := l.Choose(j.CountryID, j.CountryEN)
	return feedEntry{
		title: it.Title + " – " + it.Route, path: jobsPath + "/" + j.Slug, published: j.PublishedAt,
		lines: []string{
			joined(" ", it.Lead, it.LeadNote), it.Eyebrow, l.Language(j.LanguageTest, j.LanguageLevel),
			l.T("catalogue.closes", "date", l.DateShort(j.ClosesOn)),
		},
		categories: []string{country, l.T("catalogue.scheme." + j.Scheme)},
	}
}

// eventFeeds are the ways to follow a list of events.
func eventFeeds(l *i18n.Locale, kind app.EventKind) []layout.Feed {
	return []layout.Feed{
		{Type: calendarType, Title: l.T("share.calendar.subscribe"), Href: l.Path(calendarPath) + "?jenis=" + strings.TrimPrefix(eventPath(kind), "/")},
		rssLink(l, eventPath(kind), nil),
	}
}

func rssLink(l *i18n.Locale, list string, query url.Values) layout.Feed {
	return layout.Feed{Type: rssType, Title: l.T("share.feed.follow"), Href: href(l, list+feedFile, query)}
}

// CourseFeed is a feed of the courses that can or will be applied for.
func (h *Handler) CourseFeed(c *fiber.Ctx) error { return h.eventFeed(c, app.Course) }

// FairFeed is a feed of the job fairs to come.
func (h *Handler) FairFeed(c *fiber.Ctx) error { return h.eventFeed(c, app.JobFair) }

// OutreachFeed is a feed of the outreach sessions to come.
func (h *Handler) OutreachFeed(c *fiber.Ctx) error { return h.eventFeed(c, app.Outreach) }

func (h *Handler) eventFeed(c *fiber.Ctx, kind app.EventKind) error {
	events, _, err := h.DB.PublicEvents(c.UserContext(), postgres.EventFilter{Kind: kind}, 0, feedItems)
	if err != nil {
		return err
	}
	l, path := h.Locale(c), eventPath(kind)
	f := feed{title: l.T("share.feed." + string(kind)), description: l.T("share.feed." + string(kind) + "_text"), page: path, path: path + feedFile}
	for i := range events {
		f.entries = append(f.entries, eventEntry(l, &events[i], h.Now()))
	}
	return h.sendFeed(c, l, f)
}

func eventEntry(l *i18n.Locale, e *postgres.PublicEvent, now time.Time) feedEntry {
	entry := feedEntry{title: l.Choose(e.Title, e.TitleEN), path: eventPath(e.Kind) + "/" + e.Slug, published: e.UpdatedAt}
	if e.OpensAt.Before(now) {
		entry.published = e.OpensAt
	}
	if e.Status == app.EventCancelled {
		entry.lines = append(entry.lines, l.T("catalogue.event.cancelled"))
	}
	entry.lines = append(entry.lines, l.Choose(e.Summary, e.SummaryEN), eventWhen(l, &e.Event), or(e.Centre, withRegion(e.Venue, e.Region)), l.T("common.free"),
		l.T("share.feed.register_until", "date", l.Date(e.ClosesAt.Add(-time.Second))))
	if e.Trade != "" {
		entry.categories = []string{l.Choose(e.Trade, e.TradeEN)}
	}
	return entry
}
