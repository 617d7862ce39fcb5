package registration

import (
	"slices"
	"strings"

	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// DocumentField names the file field of a paper.
func DocumentField(code string) string { return "doc_" + code }

// ownAnswers are the answers to what the event itself asks.
func (v CheckView) ownAnswers(l *i18n.Locale, change func(string) string) []ui.Def {
	var defs []ui.Def
	for _, a := range v.Answers {
		text := a.Text
		if text == "" {
			text = l.T("question.none")
		}
		defs = append(defs, ui.Def{Term: l.Choose(a.Question.Label, a.Question.LabelEN), Text: text, ChangeHref: change("pertanyaan") + "#" + ui.FieldID(a.Question.Field())})
	}
	var have, missing []string
	for _, d := range v.Documents {
		switch {
		case !d.UploadAsked:
		case slices.Contains(v.Uploaded, d.Code):
			have = append(have, l.Choose(d.NameID, d.NameEN))
		default:
			missing = append(missing, l.Choose(d.NameID, d.NameEN))
		}
	}
	if len(have)+len(missing) > 0 {
		d := ui.Def{Term: l.T("registration.check.documents"), Text: strings.Join(have, ", "), ChangeHref: change("dokumen")}
		if d.Text == "" {
			d.Text = l.T("question.none")
		}
		if len(missing) > 0 {
			d.Note = l.T("registration.check.documents_optional", "names", strings.Join(missing, ", "))
		}
		defs = append(defs, d)
	}
	return defs
}
