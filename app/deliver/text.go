package deliver

import (
	"strings"

	"gerbang/app/i18n"
)

// writer writes messages in one language. Subjects hold nothing private: they
// are kept and shown as they are.
type writer struct {
	l    *i18n.Locale
	base string // scheme and host of this installation
}

func (w writer) url(path string) string { return w.base + w.l.Path(path) }

// letter puts greeting and signature around a text.
func (w writer) letter(name, text string) string {
	greeting := w.l.T("message.greeting_plain")
	if name != "" {
		greeting = w.l.T("message.greeting", "name", name)
	}
	return greeting + "\n\n" + text + "\n\n" + w.l.T("message.signature") + "\n"
}

func (w writer) code(code string) (subject, text string) {
	return w.l.T("message.code.subject"), w.l.T("message.code.text", "code", code) + "\n\n" + w.l.T("message.signature") + "\n"
}

func (w writer) staff() (subject, text string) {
	return w.l.T("message.staff.subject"), w.letter("", w.l.T("message.staff.text", "url", w.url("/masuk/petugas")))
}

func (w writer) nikNotice() (subject, text string) {
	return w.l.T("message.nik.subject"), w.l.T("message.nik.text", "url", w.url("/masuk"))
}

func paragraphs(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}
