package postgres

import (
	"context"
	"fmt"
	"time"

	"gerbang/app"
)

// reminderHour is the hour of the day, in Jakarta, at which reminders of a
// week and a day before go out.
const reminderHour = 9

// reminderChunk is how many reminders one statement queues.
const reminderChunk = 1000

// startDay is the Jakarta day on which somebody is to be there.
const startDay = `((coalesce(s.starts_at, e.starts_at) AT TIME ZONE 'UTC') + interval '7 hours')::date`

// QueueReminders queues the reminders whose time has come, and asks holders of
// a place to confirm once their event wants that. A row of reminders is
// written in the same statement as the work, with a key that takes each only
// once: any number of replicas remind once. Nobody is reminded of what was
// past when they registered.
//
// What was missed because no worker ran is made up for while it helps: the
// reminder of a week before until two days before, when the next is near; that
// of the day before until the start of those who begin before the morning's.
func (db *DB) QueueReminders(ctx context.Context) error {
	now := db.now()
	today := app.Day(now)
	for _, r := range []struct {
		kind       app.MessageKind
		days, late int // before the day itself, and until when it is made up for
		hour       int
	}{
		{app.MessageReminderWeek, 7, 2, reminderHour},
		{app.MessageReminderDay, 1, 0, reminderHour},
		{app.MessageReminderMorning, 0, 0, app.MorningHour},
	} {
		first, last := today.AddDate(0, 0, r.late), today.AddDate(0, 0, r.days)
		if now.Before(today.Add(time.Duration(r.hour) * time.Hour)) {
			last = last.AddDate(0, 0, -1)
		}
		if last.Before(first) {
			continue
		}
		early := today.Add(app.MorningHour * time.Hour) // of a reminder of yesterday only who begins before the next one
		if r.days == 0 {
			early = last.AddDate(0, 0, 1)
		}
		if err := db.queueReminders(ctx, r.kind, startDay, `
			e.starts_at < $3 AND e.ends_at > $4 AND coalesce(s.starts_at, e.starts_at) > $5 AND `+startDay+` BETWEEN $6::date AND $7::date
			AND r.submitted_at < (`+startDay+` - $8::int)::timestamp AT TIME ZONE 'UTC' + ($9 - 7) * interval '1 hour'
			AND (`+startDay+` <> $10::date OR coalesce(s.starts_at, e.starts_at) < $11)
			AND (`+startDay+` = $7::date OR NOT EXISTS (SELECT 1 FROM reminders x WHERE x.registration_id = r.id AND x.message = $1))`,
			last.AddDate(0, 0, 1), first, now, first.Format(time.DateOnly), last.Format(time.DateOnly), r.days, r.hour, today.Format(time.DateOnly), early); err != nil {
			return err
		}
	}
	return db.queueReminders(ctx, app.MessageReconfirm, `((e.reconfirm_until AT TIME ZONE 'UTC') + interval '7 hours')::date`,
		`r.status = 'confirmed' AND e.reconfirm_from <= $3 AND e.reconfirm_until > $3 AND r.reconfirmed_at IS NULL`, now)
}

// queueReminders queues a message for the holders of a place who match, once
// for each day.
func (db *DB) queueReminders(ctx context.Context, kind app.MessageKind, day, where string, args ...any) error {
	for {
		r, err := db.sql.ExecContext(ctx, `
			WITH due AS (
				INSERT INTO reminders (registration_id, message, day)
				SELECT r.id, $1, `+day+` FROM events e
				JOIN registrations r ON r.event_id = e.id LEFT JOIN event_sessions s ON s.id = r.session_id
				WHERE e.status = 'published' AND r.status IN ('confirmed', 'accepted') AND `+where+`
				AND NOT EXISTS (SELECT 1 FROM reminders x WHERE x.registration_id = r.id AND x.message = $1 AND x.day = `+day+`)
				ORDER BY r.id LIMIT $2
				ON CONFLICT DO NOTHING RETURNING registration_id
			)
			INSERT INTO outbox (kind, payload)
			SELECT '`+WorkRegistration+`', jsonb_build_object('registration_id', registration_id, 'message', $1::text) FROM due`,
			append([]any{string(kind), reminderChunk}, args...)...)
		if err != nil {
			return fmt.Errorf("queue %s: %w", kind, err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return err
		}
	}
}
