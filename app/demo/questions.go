package demo

import (
	"fmt"

	"gerbang/app"
	"gerbang/app/postgres"
)

// asking are the questions and papers of one event; ShownIf counts the
// event's own questions from 1.
type asking struct {
	event     string // its key
	questions []app.Question
	documents []app.EventDocument
}

func askings() []asking {
	choices := func(pairs ...string) []app.Choice {
		var labels, labelsEN []string
		for i := 0; i < len(pairs); i += 2 {
			labels, labelsEN = append(labels, pairs[i]), append(labelsEN, pairs[i+1])
		}
		return app.NameChoices(nil, labels, labelsEN)
	}
	bring := func(code, note, noteEN string) app.EventDocument {
		return app.EventDocument{DocumentKind: app.DocumentKind{Code: code}, Required: true, Note: note, NoteEN: noteEN}
	}
	least, most, years := 1., 60., 40.
	return []asking{
		{
			event: "fair-soon",
			questions: []app.Question{
				{Kind: app.YesNoQuestion, Label: "Pernah bekerja di luar negeri?", LabelEN: "Have you worked abroad before?", Required: true},
				{
					Kind: app.ChoiceQuestion, Label: "Terakhir bekerja di negara mana?", LabelEN: "In which country was that last?", Required: true, ShownIf: 1, ShownValue: app.Yes,
					Choices: choices("Jepang", "Japan", "Korea Selatan", "South Korea", "Taiwan", "Taiwan", "Malaysia", "Malaysia", "Negara lain", "Another country"),
				},
				{Kind: app.TextQuestion, Label: "Negara apa?", LabelEN: "Which country?", Required: true, ShownIf: 2, ShownValue: "negara-lain", Most: &most},
				{
					Kind: app.ManyQuestion, Label: "Bidang yang Anda minati", LabelEN: "Fields you are interested in", Help: "Panitia menyiapkan stan menurut minat peserta.", HelpEN: "The organizer prepares stands by interest.",
					Choices: choices("Perawatan lansia (kaigo)", "Elderly care (kaigo)", "Manufaktur", "Manufacturing", "Konstruksi", "Construction", "Pertanian", "Agriculture", "Pengolahan makanan", "Food processing"),
				},
			},
			documents: []app.EventDocument{
				bring("ktp", "asli", "the original"), bring("cv", "dua lembar", "two copies"),
				{DocumentKind: app.DocumentKind{Code: "sertifikat-bahasa"}, Note: "bila sudah punya", NoteEN: "if you have one"},
			},
		},
		{
			event: "talk-school",
			questions: []app.Question{
				{
					Kind: app.ChoiceQuestion, Label: "Anda datang sebagai", LabelEN: "You come as", Required: true,
					Choices: choices("Siswa kelas XII", "Student of grade XII", "Alumni", "Former student", "Orang tua atau guru", "Parent or teacher"),
				},
				{Kind: app.TextQuestion, Label: "Satu hal yang ingin Anda tanyakan", LabelEN: "One thing you would like to ask"},
			},
			documents: []app.EventDocument{bring("ktp", "atau kartu pelajar", "or a student card")},
		},
		{
			event: "course-jft-next",
			questions: []app.Question{
				{Kind: app.NumberQuestion, Label: "Berapa tahun pengalaman Anda di bidang ini?", LabelEN: "How many years of experience do you have in this field?", Help: "Tulis 0 bila belum ada.", HelpEN: "Write 0 if none.", Required: true, Most: &years},
				{Kind: app.YesNoQuestion, Label: "Punya sertifikat atau surat keterangan kerja?", LabelEN: "Do you have a certificate or a letter of employment?", Required: true},
				{Kind: app.FileQuestion, Label: "Foto sertifikat atau surat itu", LabelEN: "A photo of it", ShownIf: 2, ShownValue: app.Yes},
				{Kind: app.DateQuestion, Label: "Bisa mulai ikut pelatihan tanggal", LabelEN: "You can start on", Help: "Kosongkan bila kapan saja.", HelpEN: "Leave empty if any time."},
				{Kind: app.TextQuestion, Label: "Mengapa Anda ingin ikut?", LabelEN: "Why do you want to take part?", Least: &least},
			},
			documents: []app.EventDocument{
				{DocumentKind: app.DocumentKind{Code: "ijazah"}, UploadAsked: true, Note: "boleh menyusul sebelum seleksi", NoteEN: "may follow before the selection"},
				bring("ktp", "asli, saat tes", "the original, at the test"),
			},
		},
	}
}

// addQuestions asks what organizers ask, and lets those who registered answer.
func (g *generator) addQuestions() {
	r := g.stream("answers")
	for _, a := range askings() {
		event, ok := g.events[a.event]
		if !ok {
			panic(fmt.Sprintf("demo: no event %q", a.event))
		}
		first := int64(len(g.plan.questions))
		for _, q := range a.questions {
			q.EventID = event
			if q.ShownIf != 0 {
				q.ShownIf += first
			}
			g.plan.questions = append(g.plan.questions, q)
		}
		for i, d := range a.documents {
			d.Position = i + 1
			g.plan.documents = append(g.plan.documents, postgres.BulkEventDocument{EventID: event, EventDocument: d})
		}
		for _, registration := range g.byEvent[event] {
			given := map[int64]string{}
			for i := range a.questions {
				q := &a.questions[i]
				values := q.Values()
				if len(values) == 0 || q.ShownIf != 0 && given[q.ShownIf] != q.ShownValue {
					continue
				}
				value := values[r.IntN(len(values))]
				given[int64(i)+1] = value
				g.plan.answers = append(g.plan.answers, postgres.BulkAnswer{RegistrationID: registration, QuestionID: first + int64(i) + 1, Values: []string{value}})
			}
		}
	}
}
