package postgres

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// Participant is a registration as the organizers of its event see it: of
// NIK and phone there are only the last digits. Zero values are not known.
type Participant struct {
	RegistrationID int64
	Name           string
	NIKLast4       string
	PhoneLast4     string
	Sex            app.Sex
	BirthDate      time.Time
	Education      app.Education
	Disability     app.Disability
	OutsideDKI     bool
	Kelurahan      string
	Kecamatan      string
	City           string // of the kelurahan; as typed when outside DKI
	RT, RW         string
	SessionTitle   string
	SessionTitleEN string
	SessionStart   time.Time // zero when there is no session
	SessionEnd     time.Time
	Status         app.RegistrationStatus
	SubmittedAt    time.Time
	AttendedAt     time.Time // the first mark that says present or late
	Gate           string    // where
	Code           app.TicketCode
	SessionID      int64
	Priority       int         // goes before lower ones in line
	OfferUntil     time.Time   // of the place that is kept for them
	Answers        app.Answers // to the event's own questions, when asked for; a file is known to be there only
}

// participantColumns are those that Participant.scan reads, in its order.
const participantColumns = `r.id, c.name, c.nik_last4, c.phone_last4, coalesce(c.sex, ''), c.birth_date, coalesce(c.education, ''), coalesce(c.disability, ''),
	c.outside_dki, coalesce(k.name, ''), coalesce(kc.name, ''), coalesce(ct.name, c.city), c.rt, c.rw,
	coalesce(s.title, ''), coalesce(s.title_en, ''), s.starts_at, s.ends_at, r.status, r.submitted_at, a.scanned_at, coalesce(g.name, ''), coalesce(t.code, ''),
	coalesce(r.session_id, 0), r.priority, r.offer_until`

const participantJoins = `
	JOIN candidates c ON c.id = r.candidate_id
	LEFT JOIN regions k ON k.code = c.region_code
	LEFT JOIN regions kc ON kc.code = k.parent_code
	LEFT JOIN regions ct ON ct.code = kc.parent_code
	LEFT JOIN event_sessions s ON s.id = r.session_id
	LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL`

// present is a mark that says somebody was there and stands.
const present = `annulled_at IS NULL AND status IN ('present', 'late')`

// scan reads one row of participantColumns, and columns after them into more.
func (p *Participant) scan(rows *sql.Rows, more ...any) error {
	var birth, start, end, attended, offer sql.NullTime
	err := rows.Scan(append([]any{&p.RegistrationID, &p.Name, &p.NIKLast4, &p.PhoneLast4, (*string)(&p.Sex), &birth, (*string)(&p.Education), (*string)(&p.Disability),
		&p.OutsideDKI, &p.Kelurahan, &p.Kecamatan, &p.City, &p.RT, &p.RW,
		&p.SessionTitle, &p.SessionTitleEN, &start, &end, (*string)(&p.Status), &p.SubmittedAt, &attended, &p.Gate, (*string)(&p.Code),
		&p.SessionID, &p.Priority, &offer}, more...)...)
	p.BirthDate, p.SessionStart, p.SessionEnd, p.AttendedAt, p.OfferUntil = birth.Time, start.Time, end.Time, attended.Time, offer.Time
	p.City = cityName(p.City)
	return err
}

// participantQuery puts a filter into words of SQL, over registrations r and,
// when it asks for them, candidates c.
type participantQuery struct {
	where      []string
	args       []any
	candidates bool
}

func newParticipantQuery(eventID int64, f ParticipantFilter) *participantQuery {
	q := &participantQuery{}
	q.and(`r.event_id = ` + q.arg(eventID))
	if f.Status != "" {
		q.and(`r.status = ` + q.arg(string(f.Status)))
	}
	if f.SessionID != 0 {
		q.and(`r.session_id = ` + q.arg(f.SessionID))
	}
	marks := `EXISTS (SELECT 1 FROM attendances x WHERE x.event_id = $1 AND x.registration_id = r.id AND ` + present + `)`
	switch f.Attendance {
	case Attended:
		q.and(marks)
	case NotAttended:
		q.and(`NOT ` + marks)
	}
	switch f.Sex {
	case SexMale, SexFemale:
		q.andCandidate(`c.sex = ` + q.arg(map[SexFilter]string{SexMale: string(app.Male), SexFemale: string(app.Female)}[f.Sex]))
	case SexUnknown:
		q.andCandidate(`c.sex IS NULL`)
	}
	switch f.Domicile {
	case InSouthJakarta:
		q.andCandidate(`c.region_code LIKE ` + q.arg(southJakarta+".%"))
	case InDKI:
		q.andCandidate(`c.region_code IS NOT NULL`)
	case OutsideDKI:
		q.andCandidate(`c.outside_dki`)
	case DomicileUnknown:
		q.andCandidate(`c.region_code IS NULL AND NOT c.outside_dki`)
	}
	for _, a := range f.Answers {
		q.answer(a)
	}
	q.search(f)
	return q
}

// answer narrows to those who gave an answer, or gave none. An answer that is
// a file counts as given.
func (q *participantQuery) answer(a AnswerFilter) {
	given := `EXISTS (SELECT 1 FROM registration_answers x WHERE x.registration_id = r.id AND x.question_id = ` + q.arg(a.QuestionID)
	if a.Value == NoAnswer {
		q.and(`NOT ` + given + `)`)
		return
	}
	q.and(given + ` AND ` + q.arg(a.Value) + ` = ANY(x.answer))`)
}

func (q *participantQuery) and(condition string) { q.where = append(q.where, condition) }

func (q *participantQuery) andCandidate(condition string) {
	q.candidates = true
	q.and(condition)
}

func (q *participantQuery) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *participantQuery) search(f ParticipantFilter) {
	if f.Search == "" {
		return
	}
	var either []string
	if tail := f.Tail(); tail != "" {
		n := q.arg(tail)
		either = append(either, `c.nik_last4 = `+n, `c.phone_last4 = `+n)
	} else {
		words := strings.Fields(f.Search)
		for i, w := range words {
			words[i] = contains(w)
		}
		either = append(either, `c.name ILIKE ALL (`+q.arg(pq.Array(words))+`)`)
	}
	if code, ok := app.NormalizeTicketCode(f.Search); ok {
		either = append(either, `r.id IN (SELECT registration_id FROM tickets WHERE event_id = $1 AND left(code, 8) = `+q.arg(code[:app.HumanCodeLen])+`)`)
	}
	q.andCandidate(`(` + strings.Join(either, ` OR `) + `)`)
}

// from returns the FROM and WHERE of the query, with no more tables than needed.
func (q *participantQuery) from(sort ParticipantSort) string {
	from := ` FROM registrations r`
	if q.candidates || sort == ByName {
		from += ` JOIN candidates c ON c.id = r.candidate_id`
	}
	if sort == BySession {
		from += ` LEFT JOIN event_sessions s ON s.id = r.session_id`
	}
	return from + q.condition()
}

func (q *participantQuery) condition() string { return ` WHERE ` + strings.Join(q.where, ` AND `) }

// orderBy returns the ORDER BY of the filter, which never leaves two rows equal.
func (f ParticipantFilter) orderBy() string {
	way := " DESC"
	if f.Ascending {
		way = " ASC"
	}
	switch f.SortedBy() {
	case ByName:
		return ` ORDER BY c.name` + way + `, r.id`
	case BySession:
		return ` ORDER BY s.starts_at` + way + ` NULLS LAST, r.submitted_at, r.id`
	}
	return ` ORDER BY r.submitted_at` + way + `, r.id` + way
}

// ParticipantCounts are the participants of each status that the rest of a
// filter leaves.
type ParticipantCounts map[app.RegistrationStatus]int

// Total returns the participants of all statuses.
func (c ParticipantCounts) Total() int {
	n := 0
	for _, v := range c {
		n += v
	}
	return n
}

// Of returns those of one status, or of all when it is empty.
func (c ParticipantCounts) Of(status app.RegistrationStatus) int {
	if status == "" {
		return c.Total()
	}
	return c[status]
}

// ParticipantCounts counts the participants of an event by status, as the
// filter leaves them with its own status put aside.
//
// Errors: app.ErrNotFound when the actor may not see the event's participants.
func (db *DB) ParticipantCounts(ctx context.Context, actor *app.Actor, eventID int64, f ParticipantFilter) (ParticipantCounts, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	f.Status = ""
	q := newParticipantQuery(eventID, f)
	var rows []struct {
		Status string `db:"status"`
		N      int    `db:"n"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `SELECT r.status, count(*) AS n`+q.from("")+` GROUP BY r.status`, q.args...); err != nil {
		return nil, err
	}
	counts := ParticipantCounts{}
	for _, r := range rows {
		counts[app.RegistrationStatus(r.Status)] = r.N
	}
	return counts, nil
}

// ParticipantPageSize is how many participants a page holds.
const ParticipantPageSize = 50

// Participants returns one page, counted from 1, of the participants that the
// filter leaves.
//
// Errors: app.ErrNotFound when the actor may not see the event's participants.
func (db *DB) Participants(ctx context.Context, actor *app.Actor, eventID int64, f ParticipantFilter, page int) ([]Participant, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	q := newParticipantQuery(eventID, f)
	// Who stands on the page is decided before anything is looked up about them.
	query := `WITH page AS (SELECT r.id` + q.from(f.SortedBy()) + f.orderBy() +
		` LIMIT ` + q.arg(ParticipantPageSize) + ` OFFSET ` + q.arg(int64(max(page, 1)-1)*ParticipantPageSize) + `)
		SELECT ` + participantColumns + ` FROM page JOIN registrations r ON r.id = page.id` + participantJoins + `
		LEFT JOIN LATERAL (SELECT scanned_at, gate_id FROM attendances x WHERE x.registration_id = r.id AND ` + present + `
			ORDER BY scanned_at, x.id LIMIT 1) a ON true
		LEFT JOIN gates g ON g.id = a.gate_id` + f.orderBy()
	rows, err := db.sql.QueryContext(ctx, query, q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var people []Participant
	for rows.Next() {
		var p Participant
		if err := p.scan(rows); err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, rows.Err()
}
