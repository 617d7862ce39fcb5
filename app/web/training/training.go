// Package training is the desk of courses: staff write, check, publish and
// repeat the batches that the public sees.
package training

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/views/layout"
)

const home = "/dasbor/pelatihan"

// Handler serves the desk.
type Handler struct {
	*web.Kit
	public Page
}

// Page renders the public page of a course beneath what stands above it;
// region is the name of its kelurahan.
type Page func(c *fiber.Ctx, r *app.CourseRecord, region string, above templ.Component) error

// New returns the handler over the kit. Previews are rendered by public.
func New(k *web.Kit, public Page) *Handler { return &Handler{Kit: k, public: public} }

func (h *Handler) page(c *fiber.Ctx, titleKey string, args ...any) layout.Page {
	p := h.Page(c, titleKey, args...)
	p.Nav, p.NoIndex = layout.NavDeskCourses, true
	return p
}

func path(id int64, parts ...string) string {
	return strings.Join(append([]string{home, strconv.FormatInt(id, 10)}, parts...), "/")
}

// record returns the course of the address.
func (h *Handler) record(c *fiber.Ctx) (*app.CourseRecord, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return nil, app.ErrNotFound
	}
	return h.DB.CourseRecord(c.UserContext(), web.Actor(c), id)
}

// writeDate writes a date that has no hour, as the database keeps it.
func writeDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// fields splits what is separated by commas, semicolons or line ends.
func fields(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' })
}

func sorted(levels app.LanguageLevels) app.LanguageLevels {
	out := slices.Clone(levels)
	return slices.DeleteFunc(out, app.LanguageLevel.ByInterview)
}

func statusName(l *i18n.Locale, s app.EventStatus) string { return l.T("training.status." + string(s)) }
