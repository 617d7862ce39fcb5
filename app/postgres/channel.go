package postgres

import (
	"context"
	"time"
)

// ChannelTurn asks whether a message may leave by the channel now, at the
// given number a second over all replicas (0: as many as there are), and how
// long to wait when it may not.
func (db *DB) ChannelTurn(ctx context.Context, channel string, perSecond int) (wait time.Duration, err error) {
	var held float64
	if err := db.sql.GetContext(ctx, &held, `
		SELECT coalesce((SELECT extract(epoch FROM next_at - now()) FROM channel_pace WHERE channel = $1), 0)::float8`, channel); err != nil {
		return 0, err
	}
	if held > 0 {
		return time.Duration(held * float64(time.Second)), nil
	}
	if perSecond <= 0 {
		return 0, nil
	}
	ok, wait, err := db.Throttle(ctx, "channel:"+channel, perSecond, time.Second)
	if err != nil || ok {
		return 0, err
	}
	return max(wait, 50*time.Millisecond), nil
}

// HoldChannel lets no message leave by the channel before the time is over,
// on any replica: its provider wants us to slow down.
func (db *DB) HoldChannel(ctx context.Context, channel string, d time.Duration) error {
	_, err := db.sql.ExecContext(ctx, `
		INSERT INTO channel_pace AS p (channel, next_at) VALUES ($1, now() + $2 * interval '1 second')
		ON CONFLICT (channel) DO UPDATE SET next_at = greatest(p.next_at, excluded.next_at)`, channel, d.Seconds())
	return err
}
