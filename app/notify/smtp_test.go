package notify

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

const from = "PPKD Jakarta Selatan <halo@contoh.id>"

func sender(t *testing.T, c SMTPConfig) *SMTP {
	t.Helper()
	c.From = from
	s, err := NewSMTP(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func letter() Message {
	return Message{ID: "outbox-7", Channel: Email, To: "siti@contoh.id", Subject: "Pendaftaran terkirim – sesi 09.00 ✓", Text: "Halo Siti,\n\ntiket Anda: café №1.\n" + strings.Repeat("panjang ", 200) + "\n.\nselesai\n"}
}

func TestSendDelivers(t *testing.T) {
	s := &sink{}
	addr, _ := s.start(t, false, false)
	if _, err := sender(t, SMTPConfig{URL: "smtp://" + addr + "?tls=none"}).Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	if len(s.received()) != 1 {
		t.Fatalf("%d mails", len(s.received()))
	}
	got, want := s.received()[0], letter()
	if got.from != "halo@contoh.id" || got.to != want.To {
		t.Errorf("envelope from %q to %q", got.from, got.to)
	}
	h := got.message.Header
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil || subject != want.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if a, err := h.AddressList("From"); err != nil || a[0].Name != "PPKD Jakarta Selatan" || a[0].Address != "halo@contoh.id" {
		t.Errorf("From %v, %v", a, err)
	}
	if a, err := h.AddressList("To"); err != nil || a[0].Address != want.To {
		t.Errorf("To %v, %v", a, err)
	}
	if d, err := h.Date(); err != nil || time.Since(d) > time.Minute {
		t.Errorf("Date %v, %v", d, err)
	}
	if h.Get("Auto-Submitted") != "auto-generated" {
		t.Error("not marked as sent by a machine")
	}
	if media, params, err := mime.ParseMediaType(h.Get("Content-Type")); err != nil || media != "text/plain" || !strings.EqualFold(params["charset"], "utf-8") {
		t.Errorf("content type %q %v, %v", media, params, err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(got.body)))
	if plain := strings.ReplaceAll(string(text), "\r\n", "\n"); err != nil || strings.TrimRight(plain, "\n") != strings.TrimRight(want.Text, "\n") {
		t.Errorf("text %q, %v", plain, err)
	}
}

func TestMessageIDIsTheSameForARepeat(t *testing.T) {
	s := &sink{}
	addr, _ := s.start(t, false, false)
	out := sender(t, SMTPConfig{URL: "smtp://" + addr + "?tls=none"})
	other, none := letter(), letter()
	other.ID, none.ID = "outbox-8", ""
	for _, m := range []Message{letter(), letter(), other, none, none} {
		if _, err := out.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	ids := make([]string, 5)
	for i, m := range s.received() {
		ids[i] = m.message.Header.Get("Message-Id")
		if a, err := mail.ParseAddress(ids[i]); err != nil || !strings.HasSuffix(a.Address, "@contoh.id") || strings.Contains(ids[i], "outbox") {
			t.Errorf("Message-ID %q, %v", ids[i], err)
		}
	}
	if ids[0] != ids[1] || ids[0] == ids[2] || ids[3] == ids[4] {
		t.Errorf("Message-IDs %v", ids)
	}
}

func TestSubjectCannotAddHeaders(t *testing.T) {
	s := &sink{}
	addr, _ := s.start(t, false, false)
	m := letter()
	m.Subject = "Halo\r\nBcc: lain@contoh.id"
	if _, err := sender(t, SMTPConfig{URL: "smtp://" + addr + "?tls=none"}).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	h := s.received()[0].message.Header
	if h.Get("Bcc") != "" || h.Get("Subject") != "Halo Bcc: lain@contoh.id" {
		t.Errorf("headers %v", h)
	}
}

func TestTLSAndSignIn(t *testing.T) {
	tests := []struct {
		name             string
		secure, implicit bool
		user             string
		url              string // with ADDR
		trust            bool
		delivered        bool
	}{
		{"starttls", true, false, "", "smtp://ADDR?tls=starttls", true, true},
		{"starttls is the default", true, false, "", "smtp://ADDR", true, true},
		{"starttls is required", false, false, "", "smtp://ADDR", true, false},
		{"starttls with unknown authority", true, false, "", "smtp://ADDR", false, false},
		{"implicit", true, true, "", "smtp://ADDR?tls=implicit", true, true},
		{"smtps", true, true, "", "smtps://ADDR", true, true},
		{"implicit with unknown authority", true, true, "", "smtps://ADDR", false, false},
		{"password over starttls", true, false, "budi", "smtp://budi:rahasia@ADDR", true, true},
		{"password over implicit", true, true, "budi", "smtps://budi:rahasia@ADDR", true, true},
		{"password on this machine", false, false, "budi", "smtp://budi:rahasia@ADDR?tls=none", true, true},
		{"wrong password", true, false, "budi", "smtp://budi:salah@ADDR", true, false},
		{"password missing", true, false, "budi", "smtp://ADDR", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &sink{user: tt.user}
			addr, roots := s.start(t, tt.secure, tt.implicit)
			if !tt.trust {
				roots = x509.NewCertPool()
			}
			_, err := sender(t, SMTPConfig{URL: strings.Replace(tt.url, "ADDR", addr, 1), RootCAs: roots}).Send(t.Context(), letter())
			if (err == nil) != tt.delivered || len(s.received()) == 1 != tt.delivered {
				t.Errorf("Send: %v, %d mails", err, len(s.received()))
			}
			if IsPermanent(err) {
				t.Errorf("a fault of the set-up would cost the message: %v", err)
			}
			if err != nil && (strings.Contains(err.Error(), "salah") || strings.Contains(err.Error(), letter().To)) {
				t.Errorf("the error tells a secret: %v", err)
			}
			if tt.secure && len(s.insecure) > 0 {
				t.Error("the password went over an open connection")
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	refuse := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "no <siti@contoh.id> today"}
	}
	tests := []struct {
		name      string
		sink      *sink
		permanent bool
	}{
		{"sender for good", &sink{atMail: refuse(550)}, true},
		{"sender for now", &sink{atMail: refuse(451)}, false},
		{"recipient for good", &sink{atRcpt: refuse(550)}, true},
		{"recipient malformed", &sink{atRcpt: refuse(501)}, true},
		{"recipient for now", &sink{atRcpt: refuse(450)}, false},
		{"content for good", &sink{atData: refuse(554)}, true},
		{"content for now", &sink{atData: refuse(452)}, false},
		{"sign-in wanted", &sink{atMail: refuse(530)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			addr, _ := tt.sink.start(t, false, false)
			_, err := sender(t, SMTPConfig{URL: "smtp://" + addr + "?tls=none"}).Send(t.Context(), letter())
			if err == nil || IsPermanent(err) != tt.permanent {
				t.Fatalf("Send: %v, want permanent %v", err, tt.permanent)
			}
			if strings.Contains(err.Error(), "siti@contoh.id") || !strings.Contains(err.Error(), "today") {
				t.Errorf("the error should give the server's words without the recipient: %v", err)
			}
		})
	}
}

func TestMessagesThatCannotBeSent(t *testing.T) {
	out := sender(t, SMTPConfig{URL: "smtp://127.0.0.1:1?tls=none"})
	for name, change := range map[string]func(m *Message){
		"WhatsApp":       func(m *Message) { m.Channel = WhatsApp },
		"no channel":     func(m *Message) { m.Channel = "" },
		"no address":     func(m *Message) { m.To = "" },
		"bad address":    func(m *Message) { m.To = "siti" },
		"two addresses":  func(m *Message) { m.To = "a@contoh.id, b@contoh.id" },
		"broken address": func(m *Message) { m.To = "a@contoh.id\r\nRCPT TO:<b@contoh.id>" },
	} {
		m := letter()
		change(&m)
		if _, err := out.Send(t.Context(), m); !IsPermanent(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServerAway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, err = sender(t, SMTPConfig{URL: "smtp://" + l.Addr().String() + "?tls=none"}).Send(t.Context(), letter())
	if err == nil || IsPermanent(err) {
		t.Errorf("Send: %v", err)
	}
}

func TestTimeouts(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	slow := &sink{hang: make(chan struct{})}
	addr, _ := slow.start(t, false, false)
	defer close(slow.hang)

	for name, addr := range map[string]string{"never greets": silent.Addr().String(), "hangs at the content": addr} {
		start := time.Now()
		_, err := sender(t, SMTPConfig{URL: "smtp://" + addr + "?tls=none", Timeout: 100 * time.Millisecond}).Send(t.Context(), letter())
		if err == nil || IsPermanent(err) || time.Since(start) > 5*time.Second {
			t.Errorf("%s: %v after %v", name, err, time.Since(start))
		}
	}

	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	_, err = sender(t, SMTPConfig{URL: "smtp://" + addr + "?tls=none"}).Send(ctx, letter())
	if !errors.Is(err, context.Canceled) || time.Since(start) > 5*time.Second {
		t.Errorf("cancelled: %v after %v", err, time.Since(start))
	}
}

func TestNewSMTPRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"":                                         "form smtp://",
		"mail.contoh.id:25":                        "form smtp://",
		"http://mail.contoh.id":                    "form smtp://",
		"smtp://":                                  "form smtp://",
		"smtp://mail.contoh.id/inbox":              "form smtp://",
		"smtp://u:rahasia%zz@contoh.id":            "malformed",
		"smtp://mail.contoh.id?tls=ya":             "none of starttls",
		"smtp://mail.contoh.id?tsl=none":           "tsl",
		"smtp://mail.contoh.id:99999":              "port",
		"smtp://u:rahasia@mail.contoh.id?tls=none": "no TLS",
	} {
		_, err := NewSMTP(SMTPConfig{URL: address, From: from})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("NewSMTP(%q): %v", address, err)
		}
	}
	if _, err := NewSMTP(SMTPConfig{URL: "smtp://mail.contoh.id", From: "PPKD"}); err == nil {
		t.Error("NewSMTP accepts a sender without an address")
	}
}

func TestModeAndPort(t *testing.T) {
	tests := []struct {
		url, mode string
		port      int
	}{
		{"smtp://mail.contoh.id", "starttls", 587},
		{"smtp://mail.contoh.id:25", "starttls", 25},
		{"smtp://mail.contoh.id:465", "implicit", 465},
		{"smtps://mail.contoh.id", "implicit", 465},
		{"smtp://mail.contoh.id?tls=implicit", "implicit", 465},
		{"smtp://mail.contoh.id?tls=none", "none", 25},
		{"smtp://mail.contoh.id:465?tls=starttls", "starttls", 465},
	}
	for _, tt := range tests {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if mode, port, err := modeAndPort(u); mode != tt.mode || port != tt.port || err != nil {
			t.Errorf("%s: %s on %d, %v; want %s on %d", tt.url, mode, port, err, tt.mode, tt.port)
		}
	}
}
