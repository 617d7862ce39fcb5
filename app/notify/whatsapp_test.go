package notify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func cloud(t *testing.T, url string) *Cloud {
	t.Helper()
	s, err := NewWhatsApp(WhatsAppConfig{URL: url + "/v23.0", Token: "rahasia", PhoneID: "106540352242922", Template: "gerbang_pesan", CodeTemplate: "gerbang_kode", Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func chat() Message {
	return Message{ID: "gerbang-7", Channel: WhatsApp, To: "+6281234567890", Locale: "id", Subject: "Anda terdaftar", Text: "Halo Siti,\n\nJam:\t09.00"}
}

func TestWhatsAppSendsApprovedTemplates(t *testing.T) {
	var asked *http.Request
	var sent map[string]any
	fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &sent)
		}
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"messaging_product":"whatsapp","contacts":[{"input":"6281234567890","wa_id":"6281234567890"}],"messages":[{"id":"wamid.HBg","message_status":"accepted"}]}`)
	}))
	defer fake.Close()
	id, err := cloud(t, fake.URL).Send(t.Context(), chat())
	if err != nil || id != "wamid.HBg" {
		t.Fatalf("%q, %v", id, err)
	}
	if asked.Method != http.MethodPost || asked.URL.Path != "/v23.0/106540352242922/messages" || asked.Header.Get("Authorization") != "Bearer rahasia" {
		t.Errorf("%s %s %v", asked.Method, asked.URL, asked.Header)
	}
	flat := func() string {
		b, err := json.Marshal(sent)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if sent["to"] != "6281234567890" || sent["type"] != "template" || sent["messaging_product"] != "whatsapp" {
		t.Errorf("sent %s", flat())
	}
	for _, part := range []string{`"name":"gerbang_pesan"`, `"code":"id"`, `"text":"Anda terdaftar"`, `"text":"Halo Siti, Jam: 09.00"`} {
		if !strings.Contains(flat(), part) {
			t.Errorf("no %s in %s", part, flat())
		}
	}
	m := chat()
	m.Code, m.Locale = "123456", "en"
	if _, err := cloud(t, fake.URL).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if s := flat(); strings.Count(s, `"text":"123456"`) != 2 || !strings.Contains(s, `"sub_type":"url"`) || !strings.Contains(s, `"name":"gerbang_kode"`) || !strings.Contains(s, `"code":"en"`) || strings.Contains(s, "Halo") {
		t.Errorf("a code: %s", s)
	}
	m = chat()
	m.Text = strings.Repeat("panjang ", 400)
	if _, err := cloud(t, fake.URL).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if s := flat(); !strings.Contains(s, "…") || len(s) > 1500 {
		t.Errorf("a long text has %d bytes", len(s))
	}
}

func TestWhatAnswersOfWhatsAppMean(t *testing.T) {
	problem := func(code int, details string) string {
		b, err := json.Marshal(map[string]any{"error": map[string]any{"message": "(#" + details + ")", "code": code, "error_data": map[string]any{"details": details + " for 6281234567890"}}})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, tc := range []struct {
		name      string
		status    int
		body      string
		header    string // Retry-After
		permanent bool
		slower    time.Duration
	}{
		{"undeliverable", 400, problem(131026, "Message undeliverable"), "", true, 0},
		{"template does not exist", 404, problem(132001, "Template name does not exist"), "", true, 0},
		{"parameter has a line end", 400, problem(132018, "Param text cannot have new-line"), "", true, 0},
		{"throughput", 400, problem(130429, "Rate limit hit"), "", false, time.Minute},
		{"pair of numbers", 400, problem(131056, "Too many messages to this number"), "90", false, 90 * time.Second},
		{"too many requests", 429, problem(80007, "Rate limit issues"), "7", false, 7 * time.Second},
		{"too many requests, no body", 429, "", "", false, time.Minute},
		{"our token has ended", 401, problem(190, "Access token has expired"), "", false, 0},
		{"our rights", 403, problem(200, "Permission denied"), "", false, 0},
		{"their trouble", 500, problem(131000, "Something went wrong"), "", false, 0},
		{"their trouble as a page", 502, "<html>Bad gateway", "", false, 0},
		{"refusal that cannot be read", 400, "{", "", true, 0},
		{"success that cannot be read", 200, "{", "", false, 0},
		{"success without an id", 200, `{"messages":[]}`, "", false, 0},
		{"redirect", 302, "", "", false, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if tc.header != "" {
					w.Header().Set("Retry-After", tc.header)
				}
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			}))
			defer fake.Close()
			_, err := cloud(t, fake.URL).Send(t.Context(), chat())
			if err == nil || IsPermanent(err) != tc.permanent {
				t.Fatalf("error %v, want permanent %v", err, tc.permanent)
			}
			if after, slow := RetryAfter(err); after != tc.slower || slow != (tc.slower > 0) {
				t.Errorf("retry after %v %v, want %v", after, slow, tc.slower)
			}
			if strings.Contains(err.Error(), "6281234567890") || strings.Contains(err.Error(), "rahasia") {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestWhatsAppThatHangsIsLeft(t *testing.T) {
	free := make(chan struct{})
	fake := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-free:
		case <-r.Context().Done():
		}
	}))
	defer fake.Close()
	defer close(free)
	if _, err := cloud(t, fake.URL).Send(t.Context(), chat()); !errors.Is(err, context.DeadlineExceeded) || IsPermanent(err) {
		t.Errorf("error %v", err)
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	if _, err := cloud(t, gone.URL).Send(t.Context(), chat()); err == nil || IsPermanent(err) {
		t.Errorf("error %v", err)
	}
}

func TestWhatsAppConfigurationIsChecked(t *testing.T) {
	good := WhatsAppConfig{URL: "https://graph.facebook.com/v23.0", Token: "x", PhoneID: "1", Template: "a", CodeTemplate: "b"}
	if _, err := NewWhatsApp(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*WhatsAppConfig){
		"no address":   func(c *WhatsAppConfig) { c.URL = "graph" },
		"in the clear": func(c *WhatsAppConfig) { c.URL = "http://graph.facebook.com/v23.0" },
		"no token":     func(c *WhatsAppConfig) { c.Token = "" },
		"a number":     func(c *WhatsAppConfig) { c.PhoneID = "+62 812" },
		"no template":  func(c *WhatsAppConfig) { c.Template = "" },
	} {
		c := good
		change(&c)
		if _, err := NewWhatsApp(c); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestMailThatCanBeStoppedSaysSo(t *testing.T) {
	s := &sink{}
	addr, _ := s.start(t, false, false)
	out := sender(t, SMTPConfig{URL: "smtp://" + addr + "?tls=none"})
	m := letter()
	if _, err := out.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	m.Unsubscribe = "https://gerbang.test/berhenti/a7-xyz"
	id, err := out.Send(t.Context(), m)
	if err != nil || id == "" {
		t.Fatalf("%q, %v", id, err)
	}
	essential, other := s.received()[0].message.Header, s.received()[1].message.Header
	if essential.Get("List-Unsubscribe") != "" {
		t.Error("an essential mail can be stopped")
	}
	if other.Get("List-Unsubscribe") != "<https://gerbang.test/berhenti/a7-xyz>" || other.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("headers %v", other)
	}
}
