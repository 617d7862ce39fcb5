package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExportRefusesWrongFlags(t *testing.T) {
	for want, args := range map[string][]string{
		"-event is needed":    {"-format", "csv"},
		`"pdf" is not one of`: {"-event", "x", "-format", "pdf"},
		"-filter":             {"-event", "x", "-filter", "%zz"},
	} {
		p := &program{stdout: io.Discard, stderr: io.Discard}
		if err := p.export(t.Context(), args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
}

func TestWriteTo(t *testing.T) {
	name := filepath.Join(t.TempDir(), "peserta.csv")
	var out bytes.Buffer
	p := &program{stdout: &out}
	hello := func(w *bufio.Writer) error { _, err := w.WriteString("No,Nama"); return err }

	if err := p.writeTo("", hello); err != nil || out.String() != "No,Nama" {
		t.Errorf("standard output: %q, %v", out.String(), err)
	}
	if err := p.writeTo(name, hello); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 7 {
		t.Errorf("the file: %v, %v", info, err)
	}
	broken := errors.New("broken")
	if err := p.writeTo(name, func(w *bufio.Writer) error { return errors.Join(hello(w), broken) }); !errors.Is(err, broken) {
		t.Errorf("a failure is lost: %v", err)
	}
	if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a file stays: %v", err)
	}
}
