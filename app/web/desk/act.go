package desk

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/document"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/desk"
	"gerbang/views/ui"
)

// act runs one action on the job of the address. Its form is shown again, as
// it was sent, when the action refuses it; after success the message is shown.
func (h *Handler) act(c *fiber.Ctx, name string, in any, done string, do func(j *postgres.DeskJob, form *ui.Form) error) error {
	j, err := h.job(c)
	if err != nil {
		return err
	}
	form, err := h.Bind(c, in)
	if err != nil {
		return err
	}
	err = do(j, &form)
	own := func(field string) string { return view.FieldOf(name, field, form.Value("placement")) }
	if form.Failed() && err == nil || err != nil && web.Reject(&form, err) {
		for i := range form.Errors {
			form.Errors[i].Field = own(form.Errors[i].Field)
		}
		if j, err = h.job(c); err != nil {
			return err
		}
		return h.show(c, web.FormStatus(form), j, name, form)
	}
	if err != nil {
		return err
	}
	h.Flash(c, "ok", done)
	return h.Redirect(c, jobPath(c, j.ID))
}

// noForm is the form of an action that asks for nothing.
type noForm struct{}

// Submit sends a draft to review.
func (h *Handler) Submit(c *fiber.Ctx) error {
	return h.act(c, "submit", &noForm{}, "desk.flash.submitted", func(j *postgres.DeskJob, _ *ui.Form) error {
		return h.DB.SubmitJob(c.UserContext(), web.Actor(c), j.ID)
	})
}

// Return sends a job in review back with a note.
func (h *Handler) Return(c *fiber.Ctx) error {
	return h.act(c, "return", &noForm{}, "desk.flash.returned", func(j *postgres.DeskJob, form *ui.Form) error {
		return h.DB.ReturnJob(c.UserContext(), web.Actor(c), j.ID, form.Value("note"))
	})
}

// Publish verifies a job and puts it on the public pages.
func (h *Handler) Publish(c *fiber.Ctx) error {
	var in struct {
		Version  int            `form:"version"`
		Evidence string         `form:"evidence"`
		Checks   []app.JobCheck `form:"checks"`
	}
	return h.act(c, "publish", &in, "desk.flash.published", func(j *postgres.DeskJob, form *ui.Form) error {
		e := app.Evidence{Text: in.Evidence, Checks: in.Checks}
		f, paper, err := h.CleanPaper(c, paperField)
		if err != nil {
			form.Errors = append(form.Errors, e.Check()...) // told together
			if h.RejectAt(c, form, paperField, err) {
				return nil
			}
			return err
		}
		if f != nil {
			e.Paper = &app.Paper{Name: paper, Type: f.ContentType, Width: f.Width, Height: f.Height, Size: len(f.Body), Data: f.Body}
		}
		err = h.DB.PublishJob(c.UserContext(), web.Actor(c), j.ID, in.Version, e)
		if f != nil && web.Reject(&ui.Form{}, err) && err != nil {
			form.Errors = append(form.Errors, app.FieldError{Field: paperField, Key: "desk.publish.file_again"}) // browsers forget it
		}
		return err
	})
}

// paperField is the file of the evidence; with _camera, the one just taken.
const paperField = "evidence_file"

// Evidence hands the file of a verification to who may edit the job.
func (h *Handler) Evidence(c *fiber.Ctx) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	f, err := h.DB.EvidenceFile(c.UserContext(), web.Actor(c), n, c.Params("key"))
	if err != nil {
		return err
	}
	if f.ContentType == document.PDF {
		return web.SendAttachment(c, f)
	}
	return web.SendFile(c, f)
}

// Close takes a job out of use.
func (h *Handler) Close(c *fiber.Ctx) error {
	return h.act(c, "close", &noForm{}, "desk.flash.closed", func(j *postgres.DeskJob, form *ui.Form) error {
		return h.DB.CloseJob(c.UserContext(), web.Actor(c), j.ID, form.Value("close_reason"))
	})
}

// Reopen makes a closed job a draft again.
func (h *Handler) Reopen(c *fiber.Ctx) error {
	return h.act(c, "reopen", &noForm{}, "desk.flash.reopened", func(j *postgres.DeskJob, _ *ui.Form) error {
		return h.DB.ReopenJob(c.UserContext(), web.Actor(c), j.ID)
	})
}

// Revoke records that the permit was revoked.
func (h *Handler) Revoke(c *fiber.Ctx) error {
	return h.act(c, "revoke", &noForm{}, "desk.flash.revoked", func(j *postgres.DeskJob, form *ui.Form) error {
		on, err := readDate(*form, "revoked_on")
		if on.IsZero() && err == nil {
			err = &app.Error{Kind: app.Invalid, Key: "error.required"}
		}
		if err != nil {
			return atField(err, "revoked_on")
		}
		return h.DB.RevokePermit(c.UserContext(), web.Actor(c), j.ID, on, form.Value("revoke_reason"))
	})
}

// Restore takes a revocation back.
func (h *Handler) Restore(c *fiber.Ctx) error {
	return h.act(c, "restore", &noForm{}, "desk.flash.restored", func(j *postgres.DeskJob, form *ui.Form) error {
		return h.DB.RestorePermit(c.UserContext(), web.Actor(c), j.ID, form.Value("restore_reason"))
	})
}

// Place records workers placed under the permit.
func (h *Handler) Place(c *fiber.Ctx) error {
	var in struct {
		RequestID string `form:"request_id" validate:"required,uuid"`
		Workers   string `form:"workers"`
		Note      string `form:"place_note"`
	}
	return h.act(c, "place", &in, "desk.flash.placed", func(j *postgres.DeskJob, form *ui.Form) error {
		if form.Failed() {
			form.Errors = nil
			return app.ErrJobState // a form that is not ours, or damaged
		}
		workers, err := app.ParseAmount(in.Workers)
		if err != nil || workers > 100_000 {
			workers = 0 // refused by its rule
		}
		on, err := readDate(*form, "placed_on")
		if err != nil {
			return atField(err, "placed_on")
		}
		_, err = h.DB.RecordPlacement(c.UserContext(), web.Actor(c), j.ID, app.JobPlacement{RequestID: in.RequestID, Workers: int(workers), PlacedOn: on, Note: in.Note})
		return err
	})
}

// Void takes a placement back.
func (h *Handler) Void(c *fiber.Ctx) error {
	var in struct {
		Placement int64 `form:"placement"`
	}
	return h.act(c, "void", &in, "desk.flash.voided", func(j *postgres.DeskJob, form *ui.Form) error {
		return h.DB.VoidPlacement(c.UserContext(), web.Actor(c), j.ID, in.Placement, form.Value(view.FieldOf("void", "reason", form.Value("placement"))))
	})
}

// atField puts the message of err beside the field.
func atField(err error, field string) error {
	if e, ok := err.(*app.Error); ok {
		return e.At(field)
	}
	return err
}
