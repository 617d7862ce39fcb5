package catalogue

import (
	"net/url"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/card"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/app/web/jobtext"
)

// cardFile is what the address of a page is followed by in that of its card.
const cardFile = "/kartu.png"

// painterOf makes the painter once, with the typeface that the build of the
// site put among its files.
func painterOf(k *web.Kit) func() (*card.Painter, error) {
	return sync.OnceValues(func() (*card.Painter, error) {
		bold, ok := k.Assets.File("card-bold.ttf")
		medium, too := k.Assets.File("card-medium.ttf")
		if !ok || !too {
			return nil, app.ErrNotFound // built without it: pages are shared without a picture
		}
		return card.New(bold, medium)
	})
}

func (h *Handler) sendCard(c *fiber.Ctx, l *i18n.Locale, content card.Card) error {
	painter, err := h.painter()
	if err != nil {
		return err
	}
	content.Site = l.T("layout.site")
	if u, err := url.Parse(h.Config.BaseURL); err == nil {
		content.Foot = strings.TrimPrefix(u.Hostname(), "www.")
	}
	picture, err := painter.PNG(content)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/png")
	return c.Send(picture)
}

// Card is the picture of the site, for pages without one of their own.
func (h *Handler) Card(c *fiber.Ctx) error {
	l := h.Locale(c)
	return h.sendCard(c, l, card.Card{
		Eyebrow: l.T("share.card.who"), Title: l.T("share.card.title"), Note: l.T("share.card.text"),
		Badges: []card.Badge{{Text: l.T("catalogue.verified"), Kind: card.Verified}, {Text: l.T("share.card.free"), Kind: card.Accent}},
	})
}

// JobCard is the picture of a public job.
func (h *Handler) JobCard(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	job, err := h.DB.PublicJob(c.UserContext(), slug)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	content := card.Card{
		Eyebrow: l.T("share.card.job") + " · " + l.T("catalogue.scheme."+string(job.Scheme)), Title: l.Choose(job.Title, job.TitleEN),
		Lead: jobtext.Pay(l, job.SalaryMin, job.SalaryMax, job.Currency, job.SalaryPeriod), Place: jobtext.Place(job.City, l.Choose(job.CountryID, job.CountryEN)),
		Note: jobtext.RupiahNote(l, job.SalaryRupiah, job.RateDate, job.Currency),
		Badges: []card.Badge{
			{Text: l.T("catalogue.verified"), Kind: card.Verified}, {Text: l.T("catalogue.closes", "date", l.DateShort(job.ClosesOn))},
		},
	}
	return h.sendCard(c, l, content)
}

// CourseCard is the picture of a course.
func (h *Handler) CourseCard(c *fiber.Ctx) error { return h.eventCard(c, app.Course) }

// FairCard is the picture of a fair.
func (h *Handler) FairCard(c *fiber.Ctx) error { return h.eventCard(c, app.JobFair) }

// OutreachCard is the picture of an outreach session.
func (h *Handler) OutreachCard(c *fiber.Ctx) error { return h.eventCard(c, app.Outreach) }

func (h *Handler) eventCard(c *fiber.Ctx, kind app.EventKind) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	e, err := h.DB.PublicEvent(c.UserContext(), kind, slug)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	day := leaf(l, e.StartsAt)
	content := card.Card{
		Eyebrow: joined(" · ", l.T("share.card."+string(kind)), l.Choose(e.Trade, e.TradeEN)), Title: l.Choose(e.Title, e.TitleEN),
		Place:  withRegion(or(e.Venue, e.Centre), e.Region),
		Date:   &card.Date{Weekday: day.Weekday, Day: day.Day, Month: day.Month},
		Badges: []card.Badge{{Text: l.T("share.card.free"), Kind: card.Accent}},
	}
	when := l.ClockRange(e.StartsAt, e.EndsAt)
	if !app.SameDay(e.StartsAt, e.Last()) {
		when = l.T("share.card.until", "date", l.DateShort(e.Last()))
	}
	if e.Status == app.EventCancelled {
		content.Badges, when = nil, l.T("catalogue.window.cancelled")
	}
	content.Badges = append(content.Badges, card.Badge{Text: when})
	return h.sendCard(c, l, content)
}
