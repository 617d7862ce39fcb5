// Package document makes uploaded papers safe to keep and to hand out: photos
// are written anew (app/picture), and of PDF files those are refused that
// could do something when they are opened. It looks at what a file is, not at
// what it is called.
package document

import (
	"bytes"
	"context"
	"errors"

	"gerbang/app"
	"gerbang/app/picture"
)

// PDF is the type of the papers that are no pictures.
const PDF = "application/pdf"

// MaxBytes is how large a PDF may be. Photos may be larger: they are made small.
const MaxBytes = 8 << 20

// Accept is what file fields offer.
const Accept = picture.Accept + "," + PDF

// Errors of Clean, each a message to whoever uploaded; besides those of
// picture.Clean about photos.
var (
	ErrType   = &app.Error{Kind: app.Invalid, Key: "document.type"}
	ErrSize   = &app.Error{Kind: app.Invalid, Key: "document.size", Args: []any{"mb", MaxBytes >> 20}}
	ErrActive = &app.Error{Kind: app.Invalid, Key: "document.active"}
	ErrLocked = &app.Error{Kind: app.Invalid, Key: "document.locked"}
	ErrBroken = &app.Error{Kind: app.Invalid, Key: "document.broken"}
)

// Document is a file that may be kept.
type Document struct {
	Data          []byte
	Type          string // PDF, picture.JPEG or picture.PNG
	Width, Height int    // pixels, of a picture
}

// Clean returns the document of an upload: a photo as picture.Clean gives it,
// a PDF as it is when nothing in it acts. Errors: those above and those of
// picture.Clean.
func Clean(ctx context.Context, upload []byte) (Document, error) {
	if bytes.HasPrefix(upload, []byte("%PDF-")) {
		if err := checkPDF(upload); err != nil {
			return Document{}, err
		}
		return Document{Data: upload, Type: PDF}, nil
	}
	p, err := picture.Clean(ctx, upload, 0)
	if errors.Is(err, picture.ErrType) {
		return Document{}, ErrType
	}
	return Document{Data: p.Data, Type: p.Type, Width: p.Width, Height: p.Height}, err
}

// Extension returns how the name of a file of that type ends, with its dot.
func Extension(contentType string) string {
	switch contentType {
	case PDF:
		return ".pdf"
	case picture.JPEG:
		return ".jpg"
	case picture.PNG:
		return ".png"
	}
	return ""
}
