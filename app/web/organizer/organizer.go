// Package organizer is the desk of those who run an event: their events, the
// participants of each, and the lists they download.
package organizer

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
)

// Handler answers the pages below /panitia.
type Handler struct {
	*web.Kit
	exports chan struct{} // one token for every export under way
}

// maxExports is how many exports one process streams at once: each holds a
// database connection for as long as the reader's line needs.
const maxExports = 4

// New returns the handler.
func New(k *web.Kit) *Handler {
	return &Handler{Kit: k, exports: make(chan struct{}, maxExports)}
}

// page starts the frame of a page of the desk.
func (h *Handler) page(c *fiber.Ctx, titleKey string, args ...any) layout.Page {
	p := h.Page(c, titleKey, args...)
	p.Nav = layout.NavOrganizer
	p.NoIndex = true
	return p
}

// event returns the event that the address names, if the actor holds the
// permission over it.
func (h *Handler) event(c *fiber.Ctx, p app.Permission) (*app.Event, error) {
	return h.DB.EventForStaff(c.UserContext(), web.Actor(c), p, c.Params("event"))
}

// filter returns the filter that the address carries, with a session or an
// answer that is not among the event's put aside.
func filter(c *fiber.Ctx, sessions []app.Session, asked []app.Question) postgres.ParticipantFilter {
	f := postgres.ParseParticipantFilter(query(c))
	if f.SessionID != 0 && findSession(sessions, f.SessionID) == nil {
		f.SessionID = 0
	}
	f.Answers = slices.DeleteFunc(f.Answers, func(a postgres.AnswerFilter) bool {
		q := findQuestion(asked, a.QuestionID)
		return q == nil || !slices.Contains(answerValues(q), a.Value)
	})
	if len(f.Answers) == 0 {
		f.Answers = nil
	}
	return f
}

func findQuestion(asked []app.Question, id int64) *app.Question {
	for i := range asked {
		if asked[i].ID == id {
			return &asked[i]
		}
	}
	return nil
}

// answerValues are the answers to a question by which the list can be
// narrowed, also those that are offered no more; none when it has no answers
// to choose.
func answerValues(q *app.Question) []string {
	var out []string
	switch {
	case q.Kind == app.YesNoQuestion:
		out = []string{app.Yes, app.No}
	case q.Kind.HasChoices():
		for _, c := range q.Choices {
			out = append(out, c.Code)
		}
	default:
		return nil
	}
	return append(out, postgres.NoAnswer)
}

// answerText names an answer by which the list is narrowed.
func answerText(l *i18n.Locale, q *app.Question, value string) string {
	if value == postgres.NoAnswer {
		return l.T("question.none")
	}
	return l.Answer(q, app.Answer{Values: []string{value}})
}

// query returns the parameters of the address.
func query(c *fiber.Ctx) url.Values {
	v := url.Values{}
	c.Request().URI().QueryArgs().VisitAll(func(name, value []byte) { v.Add(string(name), string(value)) })
	return v
}

func findSession(sessions []app.Session, id int64) *app.Session {
	for i := range sessions {
		if sessions[i].ID == id {
			return &sessions[i]
		}
	}
	return nil
}

// address returns a path of the event's desk with parameters.
func address(l *i18n.Locale, e *app.Event, page string, v url.Values) string {
	path := l.Path("/panitia/" + e.Slug + "/" + page)
	if q := v.Encode(); q != "" {
		path += "?" + q
	}
	return path
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
