package demo

import (
	"fmt"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func (g *generator) addCourses() {
	for _, c := range classes() {
		place, address, region := c.place, c.address, c.region
		if place == "" {
			place, address, region = centre, centreAddress, centreRegion
		}
		meetings := g.meetings(&c, place)
		sessions := append(g.selections(&c), meetings...)
		event := g.addEvent(c.key, app.Event{
			Kind: app.Course, TitleEN: details[c.key].title, SummaryEN: details[c.key].summary, Slug: app.Slug(fmt.Sprintf("%s %s %d", c.title, c.batch, meetings[0].StartsAt.Year())), Title: c.title,
			Summary: c.summary, Description: c.describe(), DescriptionEN: details[c.key].describe(), Organizer: centre, Venue: place, Address: address, RegionCode: region,
			Status: app.EventPublished, Approval: c.approval, Capacity: c.seats,
			StartsAt: meetings[0].StartsAt, EndsAt: meetings[len(meetings)-1].EndsAt,
			OpensAt: g.today.AddDate(0, 0, c.opens).Add(8 * time.Hour), ClosesAt: g.today.AddDate(0, 0, c.closes).Add(24 * time.Hour),
			EarlyEntry: time.Hour, LateEntry: time.Hour,
		}, sessions)
		more := details[c.key]
		programme, certificate, certificateEN := app.Regular, "Sertifikat pelatihan PPKD Jakarta Selatan", "Training certificate of PPKD Jakarta Selatan"
		if c.mtu {
			programme = app.MTU
		}
		g.plan.courses = append(g.plan.courses, postgres.BulkCourse{EventID: event, Training: app.Training{
			Trade: c.trade, TradeEN: tradesEN[c.trade], Batch: c.batch, Programme: programme, Centre: centre, LessonHours: c.hours, Days: c.days,
			Outcomes: c.outcomes, OutcomesEN: more.outcomes, Certificate: certificate, CertificateEN: certificateEN, AttendancePercent: 80,
			BNSPScheme: more.bnsp, LanguageTest: c.test, LanguageLevel: c.level, Sectors: more.sectors, Stages: g.stages(&c),
		}})
		g.plan.eligibilities = append(g.plan.eligibilities, postgres.BulkEligibility{EventID: event, Eligibility: c.eligibility()})
	}
}

func (c *class) describe() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n### Yang didapat\n\n- Pelatihan, modul, dan seragam gratis\n- Makan siang dan uang transportasi harian menurut ketentuan PPKD\n- %s\n\n", c.about, c.outcomes)
	b.WriteString("### Kehadiran\n\nIzin dan sakit dicatat dengan surat keterangan.\n")
	return b.String()
}

// describe is the same in English.
func (d detail) describe() string {
	return fmt.Sprintf("%s\n\n### What you get\n\n- Training, course books and a uniform, free of charge\n- Lunch and travel money for each day, by the rules of PPKD\n- %s\n\n"+
		"### Attendance\n\nLeave and illness are recorded with a letter.\n", d.summary, d.outcomes)
}

// meetings are the class days of a course, on working days only.
func (g *generator) meetings(c *class, place string) []app.Session {
	list := make([]app.Session, 0, c.days)
	for day := g.today.AddDate(0, 0, c.starts); len(list) < c.days; day = day.AddDate(0, 0, 1) {
		wd := day.Weekday()
		holiday := day.Month() == time.December && day.Day() == 25 || day.Month() == time.January && day.Day() == 1
		if wd == time.Saturday || wd == time.Sunday || holiday {
			continue
		}
		list = append(list, app.Session{
			Kind: app.MeetingSession, Place: place,
			StartsAt: day.Add(8 * time.Hour), EndsAt: day.Add(15 * time.Hour),
		})
	}
	return list
}

// selections are three days of tests with slots of two and a half hours.
func (g *generator) selections(c *class) []app.Session {
	var list []app.Session
	if c.approval != app.Selection {
		return list
	}
	starts := []time.Duration{8 * time.Hour, 10*time.Hour + 30*time.Minute, 13*time.Hour + 30*time.Minute}
	for day := range 3 {
		for slot := range c.slots {
			start := g.today.AddDate(0, 0, c.selection+day).Add(starts[slot])
			list = append(list, app.Session{
				Kind: app.SelectionSession, Title: fmt.Sprintf("Seleksi hari %d sesi %d", day+1, slot+1), Place: "Ruang ujian PPKD Jakarta Selatan",
				StartsAt: start, EndsAt: start.Add(150 * time.Minute), Capacity: 60,
			})
		}
	}
	return list
}
