package app_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"gerbang/app"
)

func TestWhichLetterAMessageIs(t *testing.T) {
	start := time.Date(2026, 12, 12, 9, 0, 0, 0, app.Jakarta)
	soon, past := start.Add(-time.Hour), start.AddDate(0, -2, 0)
	weekBefore, dayBefore, morning := start.AddDate(0, 0, -7), start.AddDate(0, 0, -1), start.Add(-2*time.Hour)
	for _, tc := range []struct {
		name   string
		kind   app.MessageKind
		status app.RegistrationStatus
		now    time.Time
		event  app.EventStatus
		want   app.Letter
	}{
		{"a place at once", app.MessagePlaced, app.Confirmed, past, app.EventPublished, app.LetterConfirmed},
		{"awaiting a decision", app.MessagePlaced, app.Submitted, past, app.EventPublished, app.LetterSubmitted},
		{"in line", app.MessagePlaced, app.Waitlisted, past, app.EventPublished, app.LetterWaitlisted},
		{"cancelled before the message was written", app.MessagePlaced, app.Cancelled, past, app.EventPublished, ""},
		{"up from the waiting list", app.MessageMoved, app.Confirmed, past, app.EventPublished, app.LetterMoved},
		{"an offer that stands", app.MessageOffered, app.Offered, past, app.EventPublished, app.LetterOffered},
		{"an offer whose time is over", app.MessageOffered, app.Offered, start, app.EventPublished, ""},
		{"approved", app.MessageDecided, app.Confirmed, past, app.EventPublished, app.LetterApproved},
		{"approved, but full", app.MessageDecided, app.Waitlisted, past, app.EventPublished, app.LetterWaitlisted},
		{"declined", app.MessageDecided, app.Rejected, past, app.EventPublished, app.LetterDeclined},
		{"selected", app.MessageResult, app.Accepted, past, app.EventPublished, app.LetterAccepted},
		{"reserve", app.MessageResult, app.Reserve, past, app.EventPublished, app.LetterReserve},
		{"not selected", app.MessageResult, app.Rejected, past, app.EventPublished, app.LetterNotSelected},
		{"asked to confirm", app.MessageReconfirm, app.Confirmed, past, app.EventPublished, app.LetterReconfirm},
		{"asked to confirm, of somebody selected, who answers for the seat", app.MessageReconfirm, app.Accepted, past, app.EventPublished, ""},
		{"asked too late", app.MessageReconfirm, app.Confirmed, start, app.EventPublished, ""},
		{"a week before", app.MessageReminderWeek, app.Confirmed, weekBefore, app.EventPublished, "reminder_week"},
		{"a week before, held up until the day before", app.MessageReminderWeek, app.Confirmed, dayBefore, app.EventPublished, ""},
		{"the day before", app.MessageReminderDay, app.Accepted, dayBefore, app.EventPublished, "reminder_day"},
		{"the day before, of an event called off", app.MessageReminderDay, app.Confirmed, dayBefore, app.EventCancelled, ""},
		{"the day before, held up until the day, of what the morning's reminds of", app.MessageReminderDay, app.Confirmed, morning, app.EventPublished, ""},
		{"reminder of somebody in line", app.MessageReminderDay, app.Waitlisted, dayBefore, app.EventPublished, ""},
		{"in the morning", app.MessageReminderMorning, app.Confirmed, morning, app.EventPublished, "reminder_morning"},
		{"in the morning, after it began", app.MessageReminderMorning, app.Confirmed, start.Add(time.Minute), app.EventPublished, ""},
		{"a change", app.MessageChanged, app.Waitlisted, past, app.EventPublished, "changed"},
		{"a change for somebody who cancelled", app.MessageChanged, app.Cancelled, past, app.EventPublished, ""},
		{"called off", app.MessageEventCancelled, app.Cancelled, past, app.EventCancelled, "event_cancelled"},
		{"called off and on again", app.MessageEventCancelled, app.Confirmed, past, app.EventPublished, ""},
		{"a kind that nobody knows", "elsewhere", app.Confirmed, past, app.EventPublished, ""},
	} {
		r := &app.Registration{Status: tc.status}
		if tc.status == app.Offered {
			r.OfferUntil = &soon
		}
		got, ok := tc.kind.Letter(r, &app.Event{Status: tc.event, Rules: app.Rules{ReconfirmUntil: &soon}}, start, tc.now)
		if ok != (tc.want != "") || ok && got != tc.want {
			t.Errorf("%s: %q %v, want %q", tc.name, got, ok, tc.want)
		}
	}
}

func TestATemplateIsPlainTextWithKnownPlaceholders(t *testing.T) {
	for _, tc := range []struct {
		name, subject, body string
		wrong               string // field and what is said of it
	}{
		{"good", "Info {acara}", "Halo {nama},\n\n{tautan_tiket}", ""},
		{"no subject", "", "x", "subject_id letter.error.empty"},
		{"no text", "x", "", "body_id letter.error.empty"},
		{"unknown", "x", "Halo {name} dan {NAMA}", "body_id letter.error.placeholder {name}, {NAMA}"},
		{"logic", "x", "{{if nama}}", "body_id letter.error.placeholder"},
		{"stray brace", "x }", "y", "subject_id letter.error.placeholder }"},
		{"placeholder over two lines", "x", "{na\nma}", "body_id letter.error.placeholder {, }"},
		{"too long", strings.Repeat("é", app.MaxLetterSubject+1), "x", "subject_id letter.error.long"},
	} {
		errs := app.Template{Subject: tc.subject, Body: tc.body}.Clean().Check("_id")
		if tc.wrong == "" {
			if len(errs) > 0 {
				t.Errorf("%s: %v", tc.name, errs)
			}
			continue
		}
		if len(errs) != 1 {
			t.Errorf("%s: %v", tc.name, errs)
			continue
		}
		said := errs[0].Field + " " + errs[0].Key
		if len(errs[0].Args) == 2 {
			if words, ok := errs[0].Args[1].(string); ok {
				said += " " + words
			}
		}
		if !strings.HasPrefix(said, tc.wrong) {
			t.Errorf("%s: %q, want %q", tc.name, said, tc.wrong)
		}
	}
	got := app.Template{Subject: "Halo\r\nBcc: x@y.id", Body: "\r\na\u202e b \t\r\nc\u2028d\n\n"}.Clean()
	if want := (app.Template{Subject: "Halo Bcc: x@y.id", Body: "a b\nc\nd"}); got != want {
		t.Errorf("cleaned %q, want %q", got, want)
	}
}

func TestFillingALetter(t *testing.T) {
	letter := app.Template{Subject: "Info: {acara}", Body: "Halo {nama},\n\nSesi: {sesi}\nTiket: {tautan_tiket}\n\nAlasan: {alasan}\n\nSampai jumpa."}
	subject, body := letter.Fill(app.Values{app.PlaceName: "{kode}\r\nBcc: x", app.PlaceEvent: "A\nB", app.PlaceTicket: "https://x/t/1"})
	if subject != "Info: A B" || body != "Halo {kode} Bcc: x,\n\nTiket: https://x/t/1\n\nSampai jumpa." {
		t.Errorf("%q\n%q", subject, body)
	}
	if got := app.OneLine("Halo Siti,\n\nTempat:\n  Aula\t A\nJam: 09.00\n"); got != "Halo Siti, Tempat: Aula A · Jam: 09.00" {
		t.Errorf("%q", got)
	}
}

func FuzzLettersStayText(f *testing.F) {
	for _, seed := range []string{"Halo {nama}", "{", "}{", "{{nama}}", "{nama\n}", "a\r\nBcc: {acara}", "\u202e{kode}\x00", "{tautan_tiket}{tautan_tiket}"} {
		f.Add(seed, seed, seed)
	}
	f.Fuzz(func(t *testing.T, subject, body, value string) {
		letter := app.Template{Subject: subject, Body: body}.Clean()
		if again := letter.Clean(); again != letter {
			t.Errorf("cleaning twice changes %q to %q", letter, again)
		}
		values := app.Values{}
		for _, p := range app.Placeholders() {
			values[p] = value
		}
		s, b := letter.Fill(values)
		if strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsFunc(strings.ReplaceAll(b, "\n", ""), unicode.IsControl) {
			t.Errorf("control characters in %q, %q", s, b)
		}
		if strings.Count(b, "\n") > strings.Count(letter.Body, "\n") {
			t.Errorf("a value added a line: %q", b)
		}
		if !strings.ContainsAny(value, "{}") && len(letter.Check("")) == 0 && strings.ContainsAny(s+b, "{}") {
			t.Errorf("a placeholder is left in %q, %q", s, b)
		}
		if one := app.OneLine(b); strings.ContainsAny(one, "\n\r\t") || strings.Contains(one, "    ") || !utf8.ValidString(one) {
			t.Errorf("not one line: %q", one)
		}
	})
}

func TestAReminderOfTheDayBeforeThatIsLate(t *testing.T) {
	dawn := time.Date(2026, 12, 12, 6, 0, 0, 0, app.Jakarta)
	r, e := &app.Registration{Status: app.Confirmed}, &app.Event{Status: app.EventPublished}
	if got, ok := app.MessageReminderDay.Letter(r, e, dawn, dawn.Add(-time.Hour)); !ok || got != app.Letter(app.MessageReminderMorning) {
		t.Errorf("before dawn: %q %v", got, ok)
	}
	if got, ok := app.MessageReminderDay.Letter(r, e, dawn, dawn); ok {
		t.Errorf("after it began: %q", got)
	}
}
