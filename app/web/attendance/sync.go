package attendance

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
)

// syncRequest is what a device sends when it has internet again.
type syncRequest struct {
	Scanner struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Gate    int64  `json:"gate"`
		Waiting int    `json:"waiting"` // after this
		Battery *int   `json:"battery"` // per cent
		ListAt  int64  `json:"list_at"` // ms; 0: it has none
	} `json:"scanner"`
	SentAt   time.Time     `json:"sent_at"` // by the device's clock
	Readings []syncReading `json:"readings"`
}

type syncReading struct {
	scanRequest
	Told      app.Outcome   `json:"told"`
	Direction app.Direction `json:"direction"`
}

type syncAnswer struct {
	At      time.Time    `json:"at"`
	Revoked bool         `json:"revoked"`
	Results []syncResult `json:"results"`
}

// syncResult is what became of one reading. A reading with a problem will
// never be taken in, however often it is sent.
type syncResult struct {
	scanAnswer
	Problem string `json:"problem,omitempty"`
}

// Sync takes in what a device read without internet.
func (h *Handler) Sync(c *fiber.Ctx) error {
	event, err := h.event(c)
	if err != nil {
		return err
	}
	var in syncRequest
	if err := json.Unmarshal(c.Body(), &in); err != nil {
		return errBody.Because(err)
	}
	if len(in.Readings) > postgres.SyncMost {
		return errBody.Because(errors.New("too many readings in one request"))
	}
	now := h.Now()
	report := postgres.ScannerReport{
		ID: in.Scanner.ID, EventID: event.ID, GateID: in.Scanner.Gate, Name: in.Scanner.Name, Waiting: in.Scanner.Waiting, Battery: in.Scanner.Battery,
	}
	if !in.SentAt.IsZero() {
		report.Clock = in.SentAt.Sub(now)
	}
	if in.Scanner.ListAt > 0 {
		at := time.UnixMilli(in.Scanner.ListAt)
		report.ListAt = &at
	}
	readings := make([]postgres.RedeemInput, len(in.Readings))
	for i, r := range in.Readings {
		readings[i] = postgres.RedeemInput{
			GateID: r.Gate, Code: r.Code, ScanID: r.ScanID, ScannedAt: scannedAt(now, r.ScannedAt, in.SentAt), Direction: r.Direction, Told: r.Told, Force: r.Force,
		}
	}
	done, err := h.DB.Sync(c.UserContext(), web.Actor(c), report, readings)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	out := syncAnswer{At: now, Revoked: done.Revoked, Results: make([]syncResult, len(done.Results))}
	for i, r := range done.Results {
		out.Results[i].ScanID = in.Readings[i].ScanID
		if r.Err != nil {
			var e *app.Error
			if !errors.As(r.Err, &e) {
				return r.Err
			}
			out.Results[i].Problem = l.T(e.Key, e.Args...)
			continue
		}
		out.Results[i].scanAnswer = h.answer(l, event, in.Readings[i].ScanID, r.Value)
	}
	return sendJSON(c, out)
}
