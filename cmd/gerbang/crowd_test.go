package main

import (
	"bytes"
	"os"
	"testing"

	"gerbang/app/bench"
)

// A crowd registers over two replicas, one of which is killed half-way. What
// every person was answered is held against the database: each registration
// that was told stands exactly once, no place is sold twice, and the line is
// in the order of arrival.
func TestCrowdOverTwoReplicasOfWhichOneIsKilled(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GERBANG_PLAY", "1")
	var log bytes.Buffer
	if err := bench.Run(t.Context(), bench.Options{
		Only: "register_kill", Small: true, Dir: t.TempDir(), BinDir: os.Getenv("GERBANG_POSTGRES_BIN"), Binary: exe, Out: &log, Log: &log,
	}); err != nil {
		t.Errorf("%v\n%s", err, &log)
	}
}
