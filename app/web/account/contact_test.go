package account

import (
	"errors"
	"testing"

	"gerbang/app/postgres"
)

func TestParseContact(t *testing.T) {
	for in, want := range map[string]struct {
		email, phone string
		err          error
	}{
		" Siti.A@Gmail.com ":         {email: "siti.a@gmail.com"},
		"0812 3456 7890":             {phone: "+6281234567890"},
		"+62 812-3456-7890":          {phone: "+6281234567890"},
		"":                           {err: errContactRequired},
		"siti":                       {err: errContact},
		"siti@gmail":                 {err: errEmail},
		"siti@.com":                  {err: errEmail},
		"siti@gmail.com.":            {err: errEmail},
		"Siti <siti@gmail.com>":      {err: errEmail},
		`"siti a"@gmail.com`:         {err: errEmail},
		"a@gmail.com,b@gmail.com":    {err: errEmail},
		"a@gmail.com\r\nBcc: b@c.id": {err: errEmail},
		"12345":                      {err: errPhone},
	} {
		email, phone, err := parseContact(in)
		if email != want.email || phone != want.phone || !errors.Is(err, want.err) {
			t.Errorf("parseContact(%q) = %q, %q, %v", in, email, phone, err)
		}
	}
}

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		"siti.aminah@gmail.com": "s••••h@gmail.com", "ab@gmail.com": "••••@gmail.com", "éva@x.id": "é••••a@x.id", "": "••••",
	} {
		if got := mask(postgres.ChannelEmail, in); got != want {
			t.Errorf("mask(%q) = %q, want %q", in, got, want)
		}
	}
	if got := mask(postgres.ChannelWhatsApp, "+6281234567890"); got != "+62812••••7890" {
		t.Errorf("phone: %q", got)
	}
}

func TestDigits(t *testing.T) {
	for in, want := range map[string]string{"123456": "123456", "123 456": "123456", "123-456": "123456", "12345a": "", "１２３": ""} {
		if got := digits(in); got != want {
			t.Errorf("digits(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParagraphsFindLinks(t *testing.T) {
	got := paragraphs("Tiket: https://gerbang.test/t/ABC.\nSimpan.\n\nSalam\n")
	if len(got) != 2 || len(got[0]) != 2 || len(got[0][0]) != 3 {
		t.Fatalf("%+v", got)
	}
	if p := got[0][0][1]; !p.Link || p.Text != "https://gerbang.test/t/ABC" {
		t.Errorf("link %+v", p)
	}
	if p := paragraphs("javascript:alert(1)")[0][0][0]; p.Link {
		t.Errorf("%+v is a link", p)
	}
}
