package catalogue

import (
	"html"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web/markdown"
)

const vocabulary = "https://schema.org/"

// eventData describes a fair, an outreach session or a course to search
// engines. A course is a Course whose one instance is the event.
func eventData(l *i18n.Locale, e *postgres.PublicEvent, sessions []app.Session, address, image string, now time.Time) thing {
	if e.Kind != app.Course {
		return happening("Event", l, e, address, image, now).top()
	}
	instance := happening("CourseInstance", l, e, address, image, now)
	instance["courseMode"] = "Onsite"
	instance["courseSchedule"] = thing{
		"@type": "Schedule", "repeatFrequency": "Daily", "repeatCount": courseDays(e, sessions), "scheduleTimezone": "Asia/Jakarta",
		"startDate": e.StartsAt.In(app.Jakarta).Format(time.DateOnly), "endDate": e.Last().In(app.Jakarta).Format(time.DateOnly),
	}
	course := thingOf("Course").top()
	course["name"] = e.Title
	course["description"] = eventText(l, e)
	course["url"] = address
	course["inLanguage"] = or(l.Lang(e.TitleEN), l.Tag())
	course["isAccessibleForFree"] = true
	course["provider"] = thingOf("Organization").with("name", or(e.Centre, e.Organizer))
	offer := instance["offers"].(thing)
	course["offers"] = thing{"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "IDR", "url": address, "availability": offer["availability"]}
	course["hasCourseInstance"] = []thing{instance}
	return course.with("about", l.Choose(e.Trade, e.TradeEN)).
		with("teaches", l.Language(e.LanguageTest, e.LanguageLevel)).
		with("image", image)
}

// happening is what an event of any kind has.
func happening(kind string, l *i18n.Locale, e *postgres.PublicEvent, address, image string, now time.Time) thing {
	status := vocabulary + "EventScheduled"
	if e.Status == app.EventCancelled {
		status = vocabulary + "EventCancelled"
	}
	t := thingOf(kind)
	t["name"] = e.Title
	t["description"] = eventText(l, e)
	t["url"] = address
	t["inLanguage"] = or(l.Lang(e.TitleEN), l.Tag())
	t["startDate"], t["endDate"] = moment(e.StartsAt), moment(e.EndsAt)
	t["eventStatus"] = status
	t["eventAttendanceMode"] = vocabulary + "OfflineEventAttendanceMode"
	t["isAccessibleForFree"] = true
	t["location"] = thing{"@type": "Place", "name": or(e.Venue, or(e.Centre, e.Organizer)), "address": eventAddress(e)}
	t["organizer"] = thingOf("Organization").with("name", e.Organizer)
	t["offers"] = thing{
		"@type": "Offer", "price": 0, "priceCurrency": "IDR", "url": address, "availability": availability(e, now),
		"validFrom": moment(e.OpensAt), "validThrough": moment(e.ClosesAt),
	}
	if n := e.Seats(); n > 0 {
		t["maximumAttendeeCapacity"] = n
	}
	return t.with("image", image)
}

func moment(t time.Time) string { return t.In(app.Jakarta).Format(time.RFC3339) }

// eventText is the summary, or the whole text without its form, or what the
// event is by its title, day and place.
func eventText(l *i18n.Locale, e *postgres.PublicEvent) string {
	if text := or(e.Summary, html.UnescapeString(markdown.Plain(e.Description))); text != "" {
		return text
	}
	return l.T(kinds[e.Kind].texts+".description", "title", e.Title, "date", l.Date(e.StartsAt), "venue", e.Venue)
}

// southJakarta begins the codes of its regions, jakarta those of the province.
const (
	southJakarta = "31.74"
	jakarta      = "31."
)

func eventAddress(e *postgres.PublicEvent) thing {
	address := thingOf("PostalAddress").with("streetAddress", withRegion(or(e.Address, e.Venue), e.Region)).with("addressCountry", "ID")
	switch {
	case strings.HasPrefix(e.RegionCode, southJakarta):
		address.with("addressLocality", "Jakarta Selatan").with("addressRegion", "DKI Jakarta")
	case strings.HasPrefix(e.RegionCode, jakarta):
		address.with("addressRegion", "DKI Jakarta")
	}
	return address
}

// availability tells whether somebody could register now.
func availability(e *postgres.PublicEvent, now time.Time) string {
	switch e.Window(now) {
	case app.WindowNotYet:
		return vocabulary + "PreOrder"
	case app.WindowOpen:
		if seats := e.Seats(); e.Approval != app.Instant || seats == 0 || e.Taken < seats {
			return vocabulary + "InStock"
		}
	}
	return vocabulary + "SoldOut"
}

// courseDays is how many days are taught: the meetings planned, else what the
// course says, else the days from its first to its last.
func courseDays(e *postgres.PublicEvent, sessions []app.Session) int {
	n := 0
	for i := range sessions {
		if sessions[i].Kind == app.MeetingSession {
			n++
		}
	}
	if n == 0 {
		n = e.Days
	}
	if n == 0 {
		n = 1 + int(app.Day(e.Last()).Sub(app.Day(e.StartsAt)).Hours()/24)
	}
	return n
}
