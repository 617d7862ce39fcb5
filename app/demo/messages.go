package demo

import (
	"context"
	"slices"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// messagesSlug is the fair whose organizer has written to its people.
const messagesSlug = "bursa-kerja-luar-negeri-jakarta-selatan"

// writeMessages writes texts of their own for some letters of the running
// fair, and a message that its organizer sent to those with a place.
func (w *writer) writeMessages(ctx context.Context) error {
	at := slices.IndexFunc(w.plan.events, func(e app.Event) bool { return e.Slug == messagesSlug })
	author := slices.IndexFunc(staffAccounts(), func(a staffAccount) bool { return a.key == "panitia" })
	if at < 0 || author < 0 {
		return nil
	}
	event, account := w.events[at], w.accounts[author]
	opens := w.plan.events[at].OpensAt
	err := w.b.MessageTexts(ctx, []postgres.BulkText{
		{EventID: event, Letter: app.Letter(app.MessageReminderMorning), Locale: "id", AuthorID: account, At: opens.Add(2 * time.Hour), Template: app.Template{
			Subject: "Hari ini: {acara}",
			Body: "Halo {nama},\n\nSampai jumpa hari ini. Pintu Utara dibuka setengah jam sebelum sesi Anda.\n\nJam: {jam}\nSesi: {sesi}\nTempat: {tempat}\n\n" +
				"Tiket Anda: {tautan_tiket}\nKode tiket: {kode}\n\nBawa KTP asli dan fotokopi ijazah. Parkir motor ada di sisi timur gedung.",
		}},
		{EventID: event, Letter: app.Letter(app.MessageReminderMorning), Locale: "en", AuthorID: account, At: opens.Add(2 * time.Hour), Template: app.Template{
			Subject: "Today: {acara}",
			Body: "Hello {nama},\n\nSee you today. The north gate opens half an hour before your session.\n\nTime: {jam}\nSession: {sesi}\nPlace: {tempat}\n\n" +
				"Your ticket: {tautan_tiket}\nTicket code: {kode}\n\nBring your original KTP and a copy of your diploma. Motorcycles park on the east side.",
		}},
		{EventID: event, Letter: app.LetterWaitlisted, Locale: "id", AuthorID: account, At: opens.Add(26 * time.Hour), Template: app.Template{
			Subject: "Anda di daftar tunggu: {acara}",
			Body: "Halo {nama},\n\nSesi pilihan Anda penuh. Anda nomor {urutan} di daftar tunggu, dan kami kabari begitu ada tempat.\n\n" +
				"Sesi sore biasanya masih lowong. Lihat di sini: {tautan_acara}\n\nLihat atau batalkan pendaftaran: {tautan_akun}",
		}},
	})
	if err != nil {
		return err
	}
	return w.b.SentMessages(ctx, []postgres.BulkSentMessage{{
		EventID: event, AuthorID: account, At: w.plan.events[at].StartsAt.Add(-15 * time.Hour), Failing: 3, Reason: "550 5.1.1 mailbox does not exist",
		Indonesian: app.Template{
			Subject: "Masuk lewat Pintu Utara", Body: "Halo {nama},\n\nJalan di depan gedung sedang diperbaiki. Besok masuk lewat Pintu Utara, di sebelah halte.\n\nJam Anda: {jam}\nTiket: {tautan_tiket}",
		},
		English: app.Template{
			Subject: "Use the north gate", Body: "Hello {nama},\n\nThe road in front of the hall is under repair. Tomorrow please use the north gate beside the bus stop.\n\nYour time: {jam}\nTicket: {tautan_tiket}",
		},
	}})
}
