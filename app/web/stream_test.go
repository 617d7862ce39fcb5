package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// serveStream answers one request with what write makes and returns how write
// ended.
func serveStream(t *testing.T, write func(ctx context.Context, w io.Writer) error) (url string, ended <-chan error) {
	t.Helper()
	done := make(chan error, 1)
	site := fiber.New(fiber.Config{DisableStartupMessage: true})
	site.Get("/", func(c *fiber.Ctx) error {
		return c.SendStream(Stream(write, func(err error) { done <- err }))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go site.Listener(listener)
	t.Cleanup(func() { site.ShutdownWithTimeout(time.Second) })
	return "http://" + listener.Addr().String() + "/", done
}

func fetchStream(t *testing.T, url string) *http.Response {
	t.Helper()
	client := http.Client{Timeout: 10 * time.Second}
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func wait(t *testing.T, ended <-chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("the work behind the body goes on")
		return nil
	}
}

func TestStreamComesWhole(t *testing.T) {
	url, ended := serveStream(t, func(_ context.Context, w io.Writer) error {
		for range 1000 {
			if _, err := io.WriteString(w, strings.Repeat("x", 1000)); err != nil {
				return err
			}
		}
		return nil
	})
	body, err := io.ReadAll(fetchStream(t, url).Body)
	if err != nil || len(body) != 1_000_000 {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	if err := wait(t, ended); err != nil {
		t.Error(err)
	}
}

func TestStreamFirstByteDoesNotWait(t *testing.T) {
	release := make(chan struct{})
	url, _ := serveStream(t, func(_ context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "x"); err != nil {
			return err
		}
		<-release
		return nil
	})
	var first [1]byte
	if _, err := io.ReadFull(fetchStream(t, url).Body, first[:]); err != nil {
		t.Error(err)
	}
	close(release)
}

// Half a file must not pass for a whole one: the connection breaks.
func TestStreamThatFailsBreaksOff(t *testing.T) {
	failure := errors.New("the database is gone")
	for name, fail := range map[string]func() error{
		"error": func() error { return failure },
		"panic": func() error { panic(failure) },
	} {
		url, ended := serveStream(t, func(_ context.Context, w io.Writer) error {
			if _, err := io.WriteString(w, "No,Nama\r\n1,Siti\r\n"); err != nil {
				return err
			}
			return fail()
		})
		body, err := io.ReadAll(fetchStream(t, url).Body)
		if err == nil {
			t.Errorf("%s: the browser takes %q for the whole file", name, body)
		}
		if err := wait(t, ended); err == nil || !strings.Contains(err.Error(), failure.Error()) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStreamEndsWhenItsReaderLeaves(t *testing.T) {
	url, ended := serveStream(t, func(ctx context.Context, w io.Writer) error {
		for {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
				<-ctx.Done() // the query behind it is told too
				return err
			}
		}
	})
	res := fetchStream(t, url)
	if _, err := io.ReadFull(res.Body, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if err := wait(t, ended); err == nil {
		t.Error("nobody told the work that its reader has left")
	}
}
