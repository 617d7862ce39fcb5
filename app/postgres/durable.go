package postgres

import (
	"context"
	"time"

	"gerbang/app/batch"
)

// The batches of the hot paths commit without waiting for the disk, so that
// the lock on an event is free for the next batch meanwhile. Each then starts
// one flush, for which its callers wait before anybody is told of success: a
// commit that a crash takes back was told to nobody.

// flush is the way to disk of all that was committed before it began.
type flush struct {
	done chan struct{}
	err  error
}

// startFlush begins a flush.
func (db *DB) startFlush() *flush {
	f := &flush{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		f.err = db.flushLog(ctx)
	}()
	return f
}

// commitTiny commits something tiny and waits for it: PostgreSQL's log is
// flushed in order, so all that was committed before is then on disk too.
func (db *DB) commitTiny(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, `SELECT pg_logical_emit_message(true, 'gerbang', '')`)
	return err
}

// flushed is a result that may be told once its flush has ended.
type flushed[T any] struct {
	value T
	flush *flush
}

// flushAfter makes the results of a batch come with the flush that makes them safe.
func flushAfter[I, O any](start func() *flush, run func(context.Context, string, []I) []batch.Result[O]) func(context.Context, string, []I) []batch.Result[flushed[O]] {
	return func(ctx context.Context, key string, items []I) []batch.Result[flushed[O]] {
		results := run(ctx, key, items)
		f := start()
		out := make([]batch.Result[flushed[O]], len(results))
		for i, r := range results {
			out[i] = batch.Result[flushed[O]]{Value: flushed[O]{value: r.Value, flush: f}, Err: r.Err}
		}
		return out
	}
}

// told waits until the result of a batch may be told.
func told[T any](ctx context.Context, r flushed[T], err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	select {
	case <-r.flush.done:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	if r.flush.err != nil {
		return none, r.flush.err
	}
	return r.value, nil
}
