package attendance

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
)

// Errors of a typed code, told before it counts as a scan.
var (
	errCodeMissing = &app.Error{Kind: app.Invalid, Key: "attendance.scan.code_missing", Field: "kode"}
	errCodeShape   = &app.Error{Kind: app.Invalid, Key: "attendance.scan.code_shape", Field: "kode"}
	errCodeLetters = &app.Error{Kind: app.Invalid, Key: "attendance.scan.code_letters", Field: "kode"}
	errBody        = &app.Error{Kind: app.Invalid, Key: "error.invalid"}
)

type redeemForm struct {
	Code   string `form:"kode"`
	ScanID string `form:"scan_id"`
	Gate   int64  `form:"pintu"`
}

// Redeem decides on a code that was typed or scanned. A form gets the screen
// back with the answer; script gets the answer as JSON.
func (h *Handler) Redeem(c *fiber.Ctx) error {
	event, err := h.event(c)
	if err != nil {
		return err
	}
	if asksJSON(c) {
		return h.redeemJSON(c, event)
	}
	var in redeemForm
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	s, err := h.screen(c, event, in.Gate)
	if err != nil {
		return err
	}
	s.Form = form
	if len(form.Values["pintu"]) > 0 && form.Value("pintu") != "" && s.Gate.ID != in.Gate {
		web.Reject(&s.Form, postgres.ErrGate)
	}
	web.Reject(&s.Form, checkTyped(in.Code))
	if !s.Form.Failed() {
		v, err := h.DB.Redeem(c.UserContext(), web.Actor(c), postgres.RedeemInput{
			EventID: event.ID, GateID: s.Gate.ID, Code: in.Code, ScanID: formScanID(in.ScanID, in.Code), ScannedAt: h.Now(),
		})
		switch {
		case err == nil:
			panel := h.panel(s.L, event, v)
			s.Result, s.Form.Values = &panel, nil
			if v.Outcome == app.Admitted {
				s.Inside, err = h.DB.Inside(c.UserContext(), event.ID, h.Now())
				if err != nil {
					return err
				}
			}
			return h.show(c, fiber.StatusOK, s)
		case !web.Reject(&s.Form, err):
			return err
		}
	}
	s.HasErrors = true
	return h.show(c, fiber.StatusUnprocessableEntity, s)
}

// formScanID makes the scan of one sending of a form: sent again by a reload
// it is the same scan, but a form brought back by the back button and filled
// with another code is another one.
func formScanID(rendered, code string) string {
	space, err := uuid.Parse(rendered)
	if err != nil {
		return uuid.NewString()
	}
	if normal, ok := app.NormalizeTicketCode(code); ok {
		code = normal
	}
	return uuid.NewSHA1(space, []byte(code)).String()
}

// checkTyped finds the slips of typing, which are worth mending before the
// holder is turned away.
func checkTyped(code string) error {
	n := 0
	for _, r := range code {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
			n++
		case strings.ContainsRune(" -\t\r\n\u00a0", r):
		default:
			return errCodeLetters
		}
	}
	if n == 0 {
		return errCodeMissing
	}
	if n != app.HumanCodeLen && n != app.TicketCodeLen {
		return errCodeShape.With("n", n)
	}
	return nil
}

// scanRequest is one reading as script sends it.
type scanRequest struct {
	Code      string    `json:"code"`
	ScanID    string    `json:"scan_id"`
	ScannedAt time.Time `json:"scanned_at"` // by the device's clock
	SentAt    time.Time `json:"sent_at"`    // by the same clock, to tell how long ago it was scanned
	Gate      int64     `json:"gate"`
	Typed     bool      `json:"typed"` // slips of typing are refused as the form does
	Force     string    `json:"force"` // why to let in whose ticket does not stand
}

// scanAnswer is the verdict in the words of the screen.
type scanAnswer struct {
	ScanID  string      `json:"scan_id"`
	Outcome app.Outcome `json:"outcome"`
	Refusal app.Refusal `json:"refusal,omitempty"`
	State   string      `json:"state"` // which panel: ok, dup or no
	Title   string      `json:"title"`
	Name    string      `json:"name,omitempty"`
	Lines   []string    `json:"lines"`
}

func (h *Handler) redeemJSON(c *fiber.Ctx, event *app.Event) error {
	var in scanRequest
	if err := json.Unmarshal(c.Body(), &in); err != nil {
		return errBody.Because(err)
	}
	if strings.TrimSpace(in.Code) == "" {
		return errCodeMissing
	}
	if in.Typed {
		if err := checkTyped(in.Code); err != nil {
			return err
		}
	}
	v, err := h.DB.Redeem(c.UserContext(), web.Actor(c), postgres.RedeemInput{
		EventID: event.ID, GateID: in.Gate, Code: in.Code, ScanID: in.ScanID,
		ScannedAt: scannedAt(h.Now(), in.ScannedAt, in.SentAt), Force: in.Force,
	})
	if err != nil {
		return err
	}
	return sendJSON(c, h.answer(h.Locale(c), event, in.ScanID, v))
}

// answer puts a verdict into what script shows.
func (h *Handler) answer(l *i18n.Locale, event *app.Event, scanID string, v app.Verdict) scanAnswer {
	panel := h.panel(l, event, v)
	return scanAnswer{
		ScanID: scanID, Outcome: v.Outcome, Refusal: v.Refusal,
		State: string(panel.State), Title: panel.Title, Name: panel.Name, Lines: panel.Lines,
	}
}

// scannedAt is when a code was read, by our clock. A device whose clock is
// wrong still knows how long ago it read the code.
func scannedAt(now, scanned, sent time.Time) time.Time {
	if scanned.IsZero() {
		return now
	}
	at := scanned
	if !sent.IsZero() {
		at = now.Add(scanned.Sub(sent))
	}
	if at.After(now) {
		return now
	}
	return at
}
