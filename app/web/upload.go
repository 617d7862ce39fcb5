package web

import (
	"io"
	"mime/multipart"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Upload is a file of a form, as it came: neither its name nor what it says
// of its type can be believed.
type Upload struct {
	Name    string
	Content []byte
}

// Uploads reads the files that were chosen in the fields with these names.
// Fields left empty give none.
func Uploads(c *fiber.Ctx, fields ...string) ([]Upload, error) {
	form, err := c.MultipartForm()
	if err != nil {
		return nil, nil // a form without files
	}
	var out []Upload
	for _, field := range fields {
		for _, head := range form.File[field] {
			if head.Size == 0 {
				continue
			}
			content, err := readUpload(head)
			if err != nil {
				return nil, err
			}
			out = append(out, Upload{Name: Clip(strings.ToValidUTF8(head.Filename, ""), 120), Content: content})
		}
	}
	return out, nil
}

func readUpload(head *multipart.FileHeader) ([]byte, error) {
	f, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
