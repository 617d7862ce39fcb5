package i18n

import (
	"slices"

	"gerbang/app"
)

// Papers writes the documents of an event for people, those to bring or those
// to upload, each with its note and with a word when it is optional.
func (l *Locale) Papers(documents []app.EventDocument, upload bool) []string {
	var words []string
	for _, d := range documents {
		if d.UploadAsked == upload {
			words = append(words, l.paper(d))
		}
	}
	return words
}

func (l *Locale) paper(d app.EventDocument) string {
	text := l.Choose(d.NameID, d.NameEN)
	if note := l.Choose(d.Note, d.NoteEN); note != "" {
		text += ": " + note
	}
	if !d.Required {
		text += " " + l.T("ui.optional")
	}
	return text
}

// Bring writes what the holder of a ticket takes along: their KTP, and what
// the event asks for that is not uploaded.
func (l *Locale) Bring(documents []app.EventDocument) []string {
	papers := l.Papers(documents, false)
	if slices.ContainsFunc(documents, func(d app.EventDocument) bool { return d.Code == "ktp" && !d.UploadAsked }) {
		return papers
	}
	return append([]string{l.T("ticket.paper.bring_ktp")}, papers...)
}
