package app

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Letter is one text that people registered for an event may get. A
// MessageKind says why something is sent; what is true of the registration
// then says which letter that is.
type Letter string

// The letters there are. Reminders, the change and the cancellation of an
// event are named as their kinds.
const (
	LetterConfirmed   Letter = "confirmed"
	LetterSubmitted   Letter = "submitted"
	LetterWaitlisted  Letter = "waitlisted"
	LetterMoved       Letter = "moved"
	LetterOffered     Letter = "offered"
	LetterLapsed      Letter = "lapsed"
	LetterApproved    Letter = "approved"
	LetterDeclined    Letter = "declined"
	LetterAccepted    Letter = "accepted"
	LetterReserve     Letter = "reserve"
	LetterNotSelected Letter = "not_selected"
	LetterSwitched    Letter = "switched"
	LetterReissued    Letter = "reissued"
	LetterReconfirm   Letter = "reconfirm"
	LetterReleased    Letter = "released"
	LetterCancelled   Letter = "cancelled"
)

// Letters lists all letters in the order of a registration's life.
func Letters() []Letter {
	return []Letter{
		LetterConfirmed, LetterSubmitted, LetterWaitlisted, LetterMoved, LetterOffered, LetterLapsed, LetterApproved, LetterDeclined,
		LetterAccepted, LetterReserve, LetterNotSelected, LetterReconfirm, Letter(MessageReminderWeek), Letter(MessageReminderDay),
		Letter(MessageReminderMorning), LetterSwitched, LetterReissued, Letter(MessageChanged), LetterReleased, LetterCancelled, Letter(MessageEventCancelled),
	}
}

// Valid reports whether there is such a letter.
func (l Letter) Valid() bool { return slices.Contains(Letters(), l) }

// Essential reports whether the letter is sent also to those who have
// unsubscribed from what they need not know.
func (l Letter) Essential() bool { return MessageKind(l).Essential() }

// Letter returns the letter that a message of this kind is for a registration
// as it stands now; false when nothing is left to tell: it was cancelled
// meanwhile, or the day of a reminder has begun. Starts is when its holder is
// to be there.
func (k MessageKind) Letter(r *Registration, e *Event, starts, now time.Time) (Letter, bool) {
	place := r.Status == Confirmed || r.Status == Accepted
	tell := func(l Letter, is bool) (Letter, bool) {
		return l, is && (e.Status == EventPublished || k == MessageEventCancelled)
	}
	switch k {
	case MessagePlaced:
		switch {
		case place:
			return LetterConfirmed, true
		case r.Status == Submitted:
			return LetterSubmitted, true
		}
		return LetterWaitlisted, r.Status == Waitlisted
	case MessageDecided:
		switch r.Status {
		case Waitlisted:
			return LetterWaitlisted, true
		case Rejected:
			return LetterDeclined, true
		}
		return LetterApproved, place
	case MessageResult:
		switch r.Status {
		case Reserve:
			return LetterReserve, true
		case Rejected:
			return LetterNotSelected, true
		}
		return LetterAccepted, place
	case MessageMoved:
		return LetterMoved, place
	case MessageOffered:
		return LetterOffered, r.Status == Offered && r.OfferUntil != nil && now.Before(*r.OfferUntil)
	case MessageLapsed:
		return LetterLapsed, r.Status == Cancelled || r.Status == Waitlisted
	case MessageSwitched:
		return LetterSwitched, r.Status.Live()
	case MessageReissued:
		return LetterReissued, r.Status.HasTicket()
	case MessageCancelled:
		return LetterCancelled, r.Status == Cancelled
	case MessageReleased:
		return LetterReleased, r.Status == Cancelled
	case MessageReconfirm:
		return tell(LetterReconfirm, r.Status == Confirmed && r.ReconfirmedAt == nil && e.ReconfirmUntil != nil && now.Before(*e.ReconfirmUntil))
	case MessageReminderWeek: // one that was held up must not come beside the next
		return tell(Letter(k), place && DaysUntil(starts, now) >= 2)
	case MessageReminderDay:
		if SameDay(now, starts) && starts.Before(Day(starts).Add(MorningHour*time.Hour)) { // held up, and none comes in the morning
			return tell(Letter(MessageReminderMorning), place && now.Before(starts))
		}
		return tell(Letter(k), place && DaysUntil(starts, now) == 1)
	case MessageReminderMorning:
		return tell(Letter(k), place && now.Before(starts) && SameDay(now, starts))
	case MessageChanged:
		return tell(Letter(k), r.Status.Live() && r.Status != Completed)
	case MessageEventCancelled:
		return tell(Letter(k), e.Status == EventCancelled)
	}
	return "", false
}

// MorningHour is the hour of the day, in Jakarta, at which people are reminded
// of what begins that day.
const MorningHour = 7

// DaysUntil returns how many days in Jakarta lie between now and the day of
// the moment: 0 today, 1 tomorrow.
func DaysUntil(t, now time.Time) int { return int(Day(t).Sub(Day(now)) / (24 * time.Hour)) }

// Placeholder is a word in braces in a letter, {nama}, that becomes what is
// true of its reader. The names are the same in both languages.
type Placeholder string

// The placeholders there are, all as plain text.
const (
	PlaceName     Placeholder = "nama"         // the reader's name
	PlaceEvent    Placeholder = "acara"        // title of the event
	PlaceDate     Placeholder = "tanggal"      // day of the reader's session, else of the event
	PlaceClock    Placeholder = "jam"          // from when to when
	PlaceWhen     Placeholder = "kapan"        // today, tomorrow, in so many days, as it is when the letter is written; empty once it began
	PlaceVenue    Placeholder = "tempat"       // room, venue and address
	PlaceSession  Placeholder = "sesi"         // name of the session; empty when it has none
	PlaceCode     Placeholder = "kode"         // the ticket's code as people type it; empty without a ticket
	PlaceTicket   Placeholder = "tautan_tiket" // address of the ticket; empty without one
	PlaceAccount  Placeholder = "tautan_akun"  // address of the registration in the reader's account
	PlacePage     Placeholder = "tautan_acara" // address of the event's page
	PlaceDeadline Placeholder = "batas_waktu"  // by when to answer an offer or say again that one comes
	PlaceQueue    Placeholder = "urutan"       // place in line
	PlacePapers   Placeholder = "berkas"       // what to bring: the KTP and the papers the event asks for
	PlaceReason   Placeholder = "alasan"       // why staff decided or cancelled; empty without a reason
)

// Placeholders lists all placeholders in the order pages explain them.
func Placeholders() []Placeholder {
	return []Placeholder{
		PlaceName, PlaceEvent, PlaceDate, PlaceClock, PlaceWhen, PlaceVenue, PlaceSession, PlaceCode, PlaceTicket, PlaceAccount, PlacePage, PlaceDeadline, PlaceQueue, PlacePapers, PlaceReason,
	}
}

// Limits of a template, in characters.
const (
	MaxLetterSubject = 120
	MaxLetterBody    = 3000
)

// Template is a letter before it is filled in for its reader: a subject of one
// line and a text, both with placeholders. There is no logic in it but one
// rule: a line of the text whose placeholder has nothing to say is left out.
type Template struct {
	Subject string
	Body    string
}

// Clean returns the template with line ends of one kind and nothing that
// cannot be seen: control characters, marks that turn the direction of
// reading, blanks at ends of lines. The subject becomes a single line.
func (t Template) Clean() Template {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(t.Body), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(visible(line), unicode.IsSpace)
	}
	return Template{Subject: oneLine(t.Subject), Body: strings.Trim(strings.Join(lines, "\n"), "\n")}
}

// visible drops what a reader cannot see from a single line.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || unicode.In(r, unicode.Zl, unicode.Zp) || unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

// Check says what stands in the way of using a cleaned template, beside the
// fields "subject" and "body" with the suffix.
func (t Template) Check(suffix string) FieldErrors {
	var errs FieldErrors
	for _, part := range []struct {
		field, text string
		limit       int
	}{{"subject", t.Subject, MaxLetterSubject}, {"body", t.Body, MaxLetterBody}} {
		switch {
		case part.text == "":
			errs = append(errs, FieldError{Field: part.field + suffix, Key: "letter.error.empty"})
		case utf8.RuneCountInString(part.text) > part.limit:
			errs = append(errs, FieldError{Field: part.field + suffix, Key: "letter.error.long", Args: []any{"limit", part.limit}})
		default:
			if wrong := unknownPlaceholders(part.text); len(wrong) > 0 {
				errs = append(errs, FieldError{Field: part.field + suffix, Key: "letter.error.placeholder", Args: []any{"words", strings.Join(wrong, ", ")}})
			}
		}
	}
	return errs
}

// unknownPlaceholders returns what stands in braces and is no placeholder,
// and braces that stand alone, each once.
func unknownPlaceholders(text string) []string {
	var wrong []string
	note := func(s string) {
		if r := []rune(s); len(r) > 30 {
			s = string(r[:30]) + "…"
		}
		if !slices.Contains(wrong, s) {
			wrong = append(wrong, s)
		}
	}
	for rest := text; ; {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			return wrong
		}
		rest = rest[i:]
		end := strings.IndexAny(rest[1:], "{}\n")
		if rest[0] == '}' || end < 0 || rest[1+end] != '}' {
			note(rest[:1])
			rest = rest[1:]
			continue
		}
		if !slices.Contains(Placeholders(), Placeholder(rest[1:1+end])) {
			note(rest[:end+2])
		}
		rest = rest[end+2:]
	}
}

// Values are what placeholders become for one reader.
type Values map[Placeholder]string

// Fill writes the letter for one reader. Values are not looked into: braces in
// somebody's name stay what they are. Line ends and what cannot be seen in
// values go, so that none can add a line, let alone a header.
func (t Template) Fill(v Values) (subject, body string) {
	s, _ := fill(t.Subject, v)
	var lines []string
	for _, line := range strings.Split(t.Body, "\n") {
		filled, empty := fill(line, v)
		if empty || filled == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, filled)
	}
	return oneLine(s), strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// fill replaces the placeholders of one line and reports whether one of them
// had nothing to say.
func fill(line string, v Values) (filled string, empty bool) {
	var out strings.Builder
	for {
		i := strings.IndexByte(line, '{')
		if i < 0 {
			break
		}
		end := strings.IndexByte(line[i:], '}')
		if end < 0 {
			break
		}
		name := Placeholder(line[i+1 : i+end])
		if !slices.Contains(Placeholders(), name) {
			out.WriteString(line[:i+1])
			line = line[i+1:]
			continue
		}
		value := oneLine(v[name])
		empty = empty || value == ""
		out.WriteString(line[:i])
		out.WriteString(value)
		line = line[i+end+1:]
	}
	out.WriteString(line)
	return out.String(), empty
}

// OneLine puts a text of several lines into one, as the parameters of
// WhatsApp's templates must be: no line ends, no tabs, no rows of blanks.
// Lines that do not end a sentence are set apart by a dot.
func OneLine(text string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		if line = oneLine(line); line == "" {
			continue
		}
		if out.Len() > 0 {
			last, _ := utf8.DecodeLastRuneInString(out.String())
			if !strings.ContainsRune(".,:;!?", last) {
				out.WriteString(" ·")
			}
			out.WriteByte(' ')
		}
		out.WriteString(line)
	}
	return out.String()
}
