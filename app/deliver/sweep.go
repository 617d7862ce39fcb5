package deliver

import (
	"context"
	"time"

	"gerbang/app/postgres"
	"gerbang/app/worker"
)

// doneWorkKept is how long finished work stays to be looked at.
const doneWorkKept = 14 * 24 * time.Hour

// Sweeps returns the duties that delete what is over. Every replica does
// them: deleting twice is deleting once.
func Sweeps(db *postgres.DB) []worker.Every {
	outbox := func(ctx context.Context) error {
		_, err := db.SweepOutbox(ctx, doneWorkKept)
		return err
	}
	return []worker.Every{
		{Name: "sweep logins", Interval: time.Hour, Func: db.SweepLogins},
		{Name: "sweep login codes", Interval: 10 * time.Minute, Func: db.SweepLoginCodes},
		{Name: "sweep throttles", Interval: 10 * time.Minute, Func: db.SweepThrottles},
		{Name: "sweep messages", Interval: time.Hour, Func: db.SweepMessages},
		{Name: "sweep outbox", Interval: 6 * time.Hour, Func: outbox},
		{Name: "sweep imports", Interval: time.Hour, Func: db.SweepImports},
		{Name: "sweep drafts", Interval: 6 * time.Hour, Func: db.SweepDrafts},
		{Name: "sweep reports", Interval: time.Hour, Func: db.SweepReports},
		{Name: "sweep pictures", Interval: 6 * time.Hour, Func: db.SweepPictures},
		{Name: "sweep papers", Interval: time.Hour, Func: db.SweepPapers},
		{Name: "sweep copies", Interval: time.Hour, Func: db.SweepPrivacy},
		{Name: "sweep closed accounts", Interval: 6 * time.Hour, Func: db.SweepClosed},
	}
}

// Deadlines returns the duties that carry out what organizers set a time for.
// Every replica does them; the event's lock sees to it that each thing
// happens once.
func Deadlines(db *postgres.DB) []worker.Every {
	return []worker.Every{
		{Name: "lapse offers", Interval: 30 * time.Second, Func: db.LapseOffers},
		{Name: "release unconfirmed places", Interval: time.Minute, Func: db.ReleaseUnconfirmed},
	}
}

// Reminders returns the duty that reminds people of events and asks them to
// confirm. Every replica does it; the database sees to it that each reminder
// is queued once.
func Reminders(db *postgres.DB) []worker.Every {
	return []worker.Every{{Name: "remind of events", Interval: time.Minute, Func: db.QueueReminders}}
}

// Alerts returns the duties that tell candidates of new jobs for their saved
// searches and of changes to their saved jobs. Every replica does them; the
// database sees to it that each thing is told once.
func Alerts(db *postgres.DB) []worker.Every {
	return []worker.Every{
		{Name: "alert saved searches", Interval: time.Minute, Func: db.AlertSearches},
		{Name: "alert saved jobs", Interval: 10 * time.Minute, Func: db.AlertSavedJobs},
	}
}

// Selections returns the duties of selections: results that publish at their
// time, and seats that move on when nobody confirms them.
func Selections(db *postgres.DB) []worker.Every {
	return []worker.Every{
		{Name: "publish results", Interval: 15 * time.Second, Func: db.PublishDue},
		{Name: "pass seats on", Interval: time.Minute, Func: db.SweepSeats},
	}
}
