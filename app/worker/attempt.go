package worker

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"time"
)

const (
	firstPause  = 10 * time.Second
	longPause   = time.Hour
	reasonLimit = 1000 // bytes kept of a failure's text
)

// Pause returns how long to wait after the attempt failed: 10 s after the first, doubling to at most an hour, and up
// to a fifth longer so that tasks that failed together do not all come back together.
func Pause(attempt int) time.Duration {
	d := longPause
	if shift := max(attempt, 1) - 1; shift < 9 {
		d = firstPause << shift
	}
	return min(d+rand.N(d/5), longPause)
}

// attempt carries a task out once and tells the queue what became of it.
func (w *Worker) attempt(ctx context.Context, t Task) {
	log := w.Log.With("task", t.ID, "kind", t.Kind, "attempt", t.Attempt)
	handle, known := w.handlers[t.Kind]
	if !known {
		log.Error("worker: unknown kind of task")
		w.settle(ctx, t, func(ctx context.Context) error { return w.queue.Bury(ctx, t.ID, "unknown kind "+t.Kind) })
		return
	}
	if t.Attempt > t.MaxAttempts {
		log.Error("worker: task ended none of its attempts")
		w.settle(ctx, t, func(ctx context.Context) error {
			return w.queue.Bury(ctx, t.ID, "no attempt ended: the process stopped during each")
		})
		return
	}

	start := time.Now()
	taskCtx, cancel := context.WithTimeout(ctx, w.Timeout)
	err := guarded(func() error { return handle(taskCtx, t) })
	cancel()
	took := time.Since(start)
	if w.Observe != nil {
		w.Observe(t.Kind, took, err)
	}

	later, postponed := errors.AsType[*laterError](err)
	switch {
	case postponed:
		pause := later.after + rand.N(later.after/5+1)
		log.Info("worker: task postponed", "error", err, "again_in", pause)
		w.settle(ctx, t, func(ctx context.Context) error { return w.queue.Postpone(ctx, t.ID, pause, reason(err)) })
	case err == nil:
		log.Debug("worker: task done", "took", took)
		w.settle(ctx, t, func(ctx context.Context) error { return w.queue.Complete(ctx, t.ID) })
	case IsPermanent(err) || t.Attempt >= t.MaxAttempts:
		log.Error("worker: task buried", "took", took, "error", err)
		w.settle(ctx, t, func(ctx context.Context) error { return w.queue.Bury(ctx, t.ID, reason(err)) })
	default:
		pause := Pause(t.Attempt)
		log.Warn("worker: task failed", "took", took, "error", err, "again_in", pause)
		w.settle(ctx, t, func(ctx context.Context) error { return w.queue.Retry(ctx, t.ID, pause, reason(err)) })
	}
}

// settle tells the queue the outcome, up to three times: an outcome that is lost means that the task is done again.
// It goes on when the worker is being stopped.
func (w *Worker) settle(ctx context.Context, t Task, tell func(ctx context.Context) error) {
	var err error
	for try := range 3 {
		if try > 0 {
			time.Sleep(time.Duration(try) * 500 * time.Millisecond)
		}
		tellCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		err = tell(tellCtx)
		cancel()
		if err == nil {
			return
		}
	}
	w.Log.Error("worker: outcome lost, the task comes back after its lease", "task", t.ID, "kind", t.Kind, "error", err)
}

// repeat does a duty until ctx ends. Starts are spread over a tenth of the interval, so that replicas started
// together do not stay in step.
func (w *Worker) repeat(ctx context.Context, e Every) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		err := guarded(func() error { return e.Func(ctx) })
		if err != nil && ctx.Err() == nil {
			w.Log.Error("worker: duty failed", "duty", e.Name, "error", err)
		}
		timer.Reset(e.Interval + rand.N(e.Interval/10+1))
	}
}

type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.value, e.stack) }

func guarded(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{value: p, stack: debug.Stack()}
		}
	}()
	return f()
}

// reason shortens an error to what the queue keeps; a panic's stack is in the log only.
func reason(err error) string {
	text := err.Error()
	if p, ok := errors.AsType[*panicError](err); ok {
		text = fmt.Sprintf("panic: %v", p.value)
	}
	if len(text) > reasonLimit {
		text = text[:reasonLimit]
	}
	return strings.ToValidUTF8(text, "")
}
