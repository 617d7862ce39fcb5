package postgres

import (
	"context"
	"time"

	"github.com/lib/pq"
)

// Channels on which the database tells every replica of changes.
const (
	ContentChannel = "content" // what public pages show has changed
	LoginsChannel  = "logins"  // a login ended or rights changed
	OutboxChannel  = "outbox"  // there is work to do
)

// Listen calls the handler of a channel for each notification on it, until
// ctx ends. After a lost connection every handler is called once, because
// what was said meanwhile is unknown. Handlers must be quick.
func (db *DB) Listen(ctx context.Context, handlers map[string]func(payload string)) error {
	l := pq.NewListener(db.dsn, 100*time.Millisecond, 10*time.Second, func(e pq.ListenerEventType, err error) {
		if err != nil && ctx.Err() == nil {
			db.log.Warn("database listener", "event", int(e), "error", err)
		}
	})
	defer l.Close()
	for channel := range handlers {
		if err := l.Listen(channel); err != nil {
			return err
		}
	}
	check := time.NewTicker(time.Minute) // a dead connection is only noticed by using it
	defer check.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case n := <-l.Notify:
			if n == nil {
				for _, h := range handlers {
					h("")
				}
				continue
			}
			if h := handlers[n.Channel]; h != nil {
				h(n.Extra)
			}
		case <-check.C:
			go l.Ping()
		}
	}
}
