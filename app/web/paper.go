package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app/document"
	"gerbang/app/postgres"
)

// papersByAccount limits uploads: each is decoded and written anew.
var papersByAccount = Limit{Name: "paper of", Burst: 40, Per: time.Hour}

// CleanPaper returns the paper that was chosen in the field, or taken with the
// camera beside it, as it may be kept; nil when there is none. Its name tells
// more about its owner than most have a use for, so it comes apart. Each counts
// against the account. Errors: those of document.Clean, app.ErrTooMany, to be
// told with RejectAt.
func (k *Kit) CleanPaper(c *fiber.Ctx, field string) (f *postgres.File, name string, err error) {
	uploads, err := Uploads(c, field, field+"_camera")
	if err != nil || len(uploads) == 0 {
		return nil, "", err
	}
	if err := k.Within(c, papersByAccount, strconv.FormatInt(Actor(c).AccountID, 10)); err != nil {
		return nil, "", err
	}
	d, err := document.Clean(c.UserContext(), uploads[0].Content)
	if err != nil {
		return nil, "", err
	}
	return &postgres.File{ContentType: d.Type, Width: d.Width, Height: d.Height, Body: d.Data}, uploads[0].Name, nil
}
