// Package worker carries out queued tasks at least once: it claims them from a Queue under a lease, runs each kind's
// Handler, repeats what failed after a growing pause and buries what cannot succeed. It also runs periodic duties.
package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"time"
)

// Queue keeps tasks over restarts. Its methods are called from several goroutines.
type Queue interface {
	// Claim gives up to n due tasks to the worker, counts the attempt, and gives none of them to anybody else before
	// the lease is over.
	Claim(ctx context.Context, worker string, n int, lease time.Duration) ([]Task, error)
	// Complete takes a task that succeeded off the queue.
	Complete(ctx context.Context, id int64) error
	// Retry makes a task due again after the pause.
	Retry(ctx context.Context, id int64, after time.Duration, reason string) error
	// Postpone is Retry for a task whose turn had not come: the attempt does not count.
	Postpone(ctx context.Context, id int64, after time.Duration, reason string) error
	// Bury sets a task aside for a person to look at.
	Bury(ctx context.Context, id int64, reason string) error
	// Wake receives when tasks were added. It may be nil: the queue is polled too.
	Wake() <-chan struct{}
}

// Handler carries out a task of one kind. It may see a task again whose outcome was lost, so doing it twice must be
// harmless. An error makes it a failed attempt; one wrapped by Permanent buries the task.
type Handler func(ctx context.Context, t Task) error

// Every is a duty to be done again and again, such as a clean-up. It is done at start, and again an Interval after it
// ended. Every replica does it: the Func sees to it that this is harmless. Its context ends when the worker stops.
type Every struct {
	Name     string
	Interval time.Duration
	Func     func(ctx context.Context) error
}

// Options of a Worker; zero values mean the defaults.
type Options struct {
	Name         string        // of this process in claims; host and process id
	Concurrency  int           // tasks at once; 4
	Rate         int           // tasks a second at the most, so that a rush leaves the database to people; 0 for no limit
	Poll         time.Duration // how often to look for tasks without being woken; 5 s
	Lease        time.Duration // how long a claim holds; 2 min
	Timeout      time.Duration // for one task, shorter than Lease; 1 min
	DrainTimeout time.Duration // how long Run waits for tasks under way when it is told to stop; 20 s
	Every        []Every
	Log          *slog.Logger // slog.Default()

	// Observe, if set, is told of every attempt: the task's kind, how long it took and its error.
	Observe func(kind string, took time.Duration, err error)
}

// Worker is the engine. Make one with New.
type Worker struct {
	queue    Queue
	handlers map[string]Handler
	Options
}

// New returns a worker for the queue. Task kinds without a handler are buried.
func New(q Queue, handlers map[string]Handler, o Options) *Worker {
	if o.Name == "" {
		host, err := os.Hostname()
		if err != nil {
			host = "unknown"
		}
		o.Name = host + "-" + strconv.Itoa(os.Getpid())
	}
	o.Concurrency = cmp.Or(o.Concurrency, 4)
	o.Poll = cmp.Or(o.Poll, 5*time.Second)
	o.Lease = cmp.Or(o.Lease, 2*time.Minute)
	o.Timeout = cmp.Or(o.Timeout, time.Minute)
	o.DrainTimeout = cmp.Or(o.DrainTimeout, 20*time.Second)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Worker{queue: q, handlers: handlers, Options: o}
}

// Run works until ctx ends, then waits up to DrainTimeout for what is under way and returns nil when all of it has
// ended. Otherwise it ends the contexts of the rest and returns an error; those tasks come back after their lease.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.check(); err != nil {
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()

	var busy sync.WaitGroup
	for _, e := range w.Every {
		busy.Go(func() { w.repeat(ctx, e) })
	}
	w.claimLoop(ctx, work, &busy)

	idle := make(chan struct{})
	go func() {
		busy.Wait()
		close(idle)
	}()
	drain := time.NewTimer(w.DrainTimeout)
	defer drain.Stop()
	select {
	case <-idle:
		return nil
	case <-drain.C:
		return fmt.Errorf("worker: work was still under way after %v", w.DrainTimeout)
	}
}

func (w *Worker) check() error {
	if w.Concurrency < 1 || w.Poll < 0 || w.Timeout <= 0 || w.Timeout >= w.Lease {
		return fmt.Errorf("worker: concurrency %d, poll %v, timeout %v, lease %v: need a positive number and interval, and timeout shorter than lease",
			w.Concurrency, w.Poll, w.Timeout, w.Lease)
	}
	for _, e := range w.Every {
		if e.Interval <= 0 || e.Func == nil {
			return fmt.Errorf("worker: duty %q needs an interval and a function", e.Name)
		}
	}
	return nil
}

// claimLoop fills free places with tasks. After a claim that gave less than asked it waits for a wake-up or the poll;
// after a full one it claims again as soon as a place is free.
func (w *Worker) claimLoop(ctx, work context.Context, busy *sync.WaitGroup) {
	places := make(chan struct{}, w.Concurrency)
	freed := make(chan struct{}, 1)
	wake := w.queue.Wake()
	poll := time.NewTicker(w.Poll)
	defer poll.Stop()

	due := true
	for {
		if due && len(places) < w.Concurrency {
			if ctx.Err() != nil {
				return
			}
			var tasks []Task
			tasks, due = w.claim(work, w.Concurrency-len(places))
			for _, t := range tasks {
				places <- struct{}{}
				busy.Go(func() {
					w.attempt(work, t)
					<-places
					select {
					case freed <- struct{}{}:
					default:
					}
				})
			}
			w.pace(ctx, len(tasks))
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-freed:
		case <-poll.C:
			due = true
		case _, open := <-wake:
			if !open {
				wake = nil
			}
			due = true
		}
	}
}

// pace waits as long as n tasks take at the permitted rate.
func (w *Worker) pace(ctx context.Context, n int) {
	if w.Rate <= 0 || n == 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(n) * time.Second / time.Duration(w.Rate)):
	}
}

// claim reports whether more tasks may be due. The context is not the one that stops the worker: a claim cut off
// half-way would leave tasks claimed by nobody until their lease is over.
func (w *Worker) claim(ctx context.Context, n int) ([]Task, bool) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tasks, err := w.queue.Claim(ctx, w.Name, n, w.Lease)
	if err != nil {
		w.Log.Error("worker: claim", "error", err)
		return nil, false
	}
	return tasks, len(tasks) >= n
}

// Permanent marks the error of a task that no further attempt can make succeed.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// Later is the error of a task whose turn has not come, as when a provider wants us to slow down: it is done again
// after the time given, and the attempt does not count.
func Later(after time.Duration, err error) error { return &laterError{after, err} }

type laterError struct {
	after time.Duration
	err   error
}

func (e *laterError) Error() string { return e.err.Error() }
func (e *laterError) Unwrap() error { return e.err }

// IsPermanent reports whether the error buries its task.
func IsPermanent(err error) bool {
	_, ok := errors.AsType[*permanentError](err)
	return ok
}

// IsLater reports whether the error only puts its task off.
func IsLater(err error) bool {
	_, ok := errors.AsType[*laterError](err)
	return ok
}
