package postgres_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
)

func TestThrottleLetsExactlyTheBurstPass(t *testing.T) {
	w := newAccountWorld(t)
	replicas := []*postgres.DB{w.db, w.replica()}
	for _, key := range []string{"first", "second"} {
		var passed atomic.Int64
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				ok, wait, err := replicas[i%2].Throttle(t.Context(), key, 7, time.Hour)
				switch {
				case err != nil:
					t.Error(err)
				case ok:
					passed.Add(1)
				case wait <= 0 || wait > time.Hour/7+time.Second:
					t.Errorf("told to wait %v", wait)
				}
			})
		}
		wg.Wait()
		if n := passed.Load(); n != 7 {
			t.Errorf("%s: %d passed, want 7", key, n)
		}
	}
}

func TestThrottleRefills(t *testing.T) {
	db := pgtest.Open(t, postgres.Options{})
	throttle := func() (bool, time.Duration) {
		t.Helper()
		ok, wait, err := db.Throttle(t.Context(), "k", 2, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return ok, wait
	}
	throttle()
	throttle()
	ok, wait := throttle()
	if ok || wait > 500*time.Millisecond {
		t.Fatalf("third at once: %v, wait %v", ok, wait)
	}
	time.Sleep(wait + 10*time.Millisecond)
	if ok, _ := throttle(); !ok {
		t.Error("refused after the wait it named")
	}
	if ok, _ := throttle(); ok {
		t.Error("two passed after waiting for one")
	}
}

func TestThrottleRefund(t *testing.T) {
	db := pgtest.Open(t, postgres.Options{})
	for i := range 10 {
		if ok, _, err := db.Throttle(t.Context(), "k", 3, time.Hour); err != nil || !ok {
			t.Fatalf("use %d: %v, %v", i, ok, err)
		}
		if err := db.Refund(t.Context(), "k", 3, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
}

func TestThrottleKeysAreNotReadable(t *testing.T) {
	w := newAccountWorld(t)
	db := w.db
	if _, _, err := db.Throttle(t.Context(), "+6281234567890", 3, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := db.Refund(t.Context(), "+6281234567890", 3, time.Hour); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM throttles WHERE key LIKE '%81234567890%'`); n != 0 {
		t.Error("the number stands in the table")
	}
	if err := db.SweepThrottles(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM throttles`); n != 0 {
		t.Errorf("%d unused throttles are kept", n)
	}
}
