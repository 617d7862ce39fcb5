package deliver_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"gerbang/app"
	"gerbang/app/deliver"
	"gerbang/app/i18n"
	"gerbang/app/notify"
	"gerbang/app/postgres"
	"gerbang/app/worker"
)

// chats is a WhatsApp that keeps what it takes and answers as it is told.
type chats struct {
	mu     sync.Mutex
	texts  []string
	status int
	answer string
}

func (c *chats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.status != 0 {
		w.WriteHeader(c.status)
		_, _ = io.WriteString(w, c.answer)
		return
	}
	var m struct {
		To       string `json:"to"`
		Template struct {
			Name       string `json:"name"`
			Components []struct {
				Parameters []struct {
					Text string `json:"text"`
				} `json:"parameters"`
			} `json:"components"`
		} `json:"template"`
	}
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	line := m.To + " " + m.Template.Name
	for _, p := range m.Template.Components[0].Parameters {
		line += " | " + p.Text
	}
	c.texts = append(c.texts, line)
	_, _ = io.WriteString(w, `{"messages":[{"id":"wamid.1"}]}`)
}

func (c *chats) set(status int, answer string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status, c.answer = status, answer
}

func (c *chats) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.texts
}

// withWhatsApp gives the world both channels.
func (w *world) withWhatsApp() *chats {
	w.t.Helper()
	c := &chats{}
	fake := httptest.NewServer(c)
	w.t.Cleanup(fake.Close)
	cloud, err := notify.NewWhatsApp(notify.WhatsAppConfig{URL: fake.URL, Token: "x", PhoneID: "1", Template: "gerbang_pesan", CodeTemplate: "gerbang_kode"})
	if err != nil {
		w.t.Fatal(err)
	}
	mail, err := notify.NewSMTP(notify.SMTPConfig{URL: "smtp://" + w.mails.start(w.t) + "?tls=none", From: "Gerbang <noreply@gerbang.test>"})
	if err != nil {
		w.t.Fatal(err)
	}
	bundle, err := i18n.Load()
	if err != nil {
		w.t.Fatal(err)
	}
	w.handlers = deliver.Handlers(w.db, bundle, notify.Channels{notify.Email: mail, notify.WhatsApp: cloud}, base, nil)
	return c
}

func (w *world) about(registration int64, kind app.MessageKind) worker.Task {
	w.t.Helper()
	return w.task(postgres.WorkRegistration, postgres.RegistrationWork{RegistrationID: registration, Message: kind})
}

func TestTheTextOfTheOrganizerIsSent(t *testing.T) {
	w := newWorld(t, true)
	panitia := &app.Actor{Name: "Rina", Grants: []app.Grant{{Role: app.RolePanitia, EventID: w.fair}}}
	text := &app.Template{Subject: "Sampai jumpa di {acara}", Body: "Hai {nama}, bawa kode {kode}.\nAlasan: {alasan}"}
	err := w.db.SaveTemplate(t.Context(), panitia, w.fair, postgres.TemplateEdit{Letter: app.LetterConfirmed, Texts: map[string]*app.Template{"id": text}})
	if err != nil {
		t.Fatal(err)
	}
	indonesian := w.registration(w.candidate("siti@example.test", "", "id"), app.Confirmed)
	if err := w.do(w.about(indonesian, app.MessagePlaced)); err != nil {
		t.Fatal(err)
	}
	w.id(`DELETE FROM tickets RETURNING id`)
	english := w.registration(w.candidate("ani@example.test", "", "en"), app.Confirmed)
	if err := w.do(w.about(english, app.MessagePlaced)); err != nil {
		t.Fatal(err)
	}
	got := w.mails.all()
	if len(got) != 2 || got[0].subject != "Sampai jumpa di Bursa Kerja Tebet" || !strings.HasPrefix(got[0].text, "Hai Siti Aminah, bawa kode K7QP-2M4X.\r\n\r\nGerbang") {
		t.Fatalf("mails %+v", got)
	}
	if got[1].subject != "You are registered: Bursa Kerja Tebet" {
		t.Errorf("in the language that was not changed: %q", got[1].subject)
	}
	counts, err := w.db.LetterCounts(t.Context(), panitia, w.fair)
	if err != nil || len(counts) != 1 || counts[0].Kind != "confirmed" || counts[0].N != 2 {
		t.Errorf("log %+v, %v", counts, err)
	}
}

func TestLettersNameThePapersOfTheEvent(t *testing.T) {
	w := newWorld(t, true)
	w.id(`INSERT INTO event_documents (event_id, document, upload, required, note, note_en, position) VALUES ($1, 'cv', false, true, '3 lembar', '3 copies', 1) RETURNING event_id`, w.fair)
	id := w.registration(w.candidate("siti@example.test", "", "id"), app.Confirmed)
	if err := w.do(w.about(id, app.MessagePlaced)); err != nil {
		t.Fatal(err)
	}
	if got := w.mails.all(); len(got) != 1 || !strings.Contains(got[0].text, "Bawa: KTP asli; Daftar riwayat hidup (CV): 3 lembar") {
		t.Errorf("mails %+v", got)
	}
}

func TestWhoUnsubscribedGetsOnlyWhatTheyMustKnow(t *testing.T) {
	w := newWorld(t, true)
	siti := w.candidate("siti@example.test", "", "id")
	id := w.registration(siti, app.Confirmed)
	w.id(`UPDATE event_sessions SET starts_at = now() + interval '24 hours', ends_at = now() + interval '25 hours' RETURNING id`)
	if err := w.do(w.about(id, app.MessageReminderDay)); err != nil {
		t.Fatal(err)
	}
	got := w.mails.all()
	if len(got) != 1 || !strings.Contains(got[0].text, base+"/berhenti/"+w.db.NoticesToken(siti)) {
		t.Fatalf("mails %+v", got)
	}
	if err := w.db.Unsubscribe(t.Context(), w.db.NoticesToken(siti)); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []app.MessageKind{app.MessageReminderDay, app.MessageChanged} {
		if err := w.do(w.about(id, kind)); err != nil {
			t.Fatal(err)
		}
	}
	if got = w.mails.all(); len(got) != 2 || got[1].subject != "Ada perubahan: Bursa Kerja Tebet" || strings.Contains(got[1].text, "/berhenti/") {
		t.Errorf("mails %+v", got)
	}
}

func TestMessagesToPhonesGoByWhatsApp(t *testing.T) {
	w := newWorld(t, false)
	chat := w.withWhatsApp()
	siti := w.candidate("", "+6281234567890", "id")
	id := w.registration(siti, app.Confirmed)
	if err := w.do(w.about(id, app.MessagePlaced)); err != nil {
		t.Fatal(err)
	}
	got := chat.all()
	if len(got) != 1 || !strings.HasPrefix(got[0], "6281234567890 gerbang_pesan | Anda terdaftar: Bursa Kerja Tebet | Halo Siti Aminah, ") || strings.Contains(got[0], "/berhenti/") {
		t.Fatalf("chats %q", got)
	}
	if m := w.messages(); m[0].Status != postgres.MessageSent || w.id(`SELECT count(*) FROM messages WHERE provider_id = 'wamid.1'`) != 1 {
		t.Errorf("messages %+v", m)
	}
	// A reminder needs their consent to WhatsApp.
	w.id(`UPDATE event_sessions SET starts_at = now() + interval '24 hours', ends_at = now() + interval '25 hours' RETURNING id`)
	for _, want := range []int{1, 2} {
		if want == 2 {
			w.id(`INSERT INTO consents (candidate_id, purpose, version) VALUES ($1, 'whatsapp', $2) RETURNING id`, siti, app.ConsentVersion)
		}
		if err := w.do(w.about(id, app.MessageReminderDay)); err != nil {
			t.Fatal(err)
		}
		if got := chat.all(); len(got) != want {
			t.Errorf("%d chats, want %d", len(got), want)
		}
	}
}

func TestAProviderThatWantsLessIsLeftAlone(t *testing.T) {
	w := newWorld(t, false)
	chat := w.withWhatsApp()
	chat.set(http.StatusBadRequest, `{"error":{"code":130429,"message":"Rate limit hit"}}`)
	id := w.registration(w.candidate("", "+6281234567890", "id"), app.Confirmed)
	task := w.about(id, app.MessagePlaced)
	if err := w.do(task); !worker.IsLater(err) {
		t.Fatalf("error %v", err)
	}
	chat.set(0, "")
	if err := w.do(task); !worker.IsLater(err) || len(chat.all()) != 0 {
		t.Errorf("the channel is not held: %v", err)
	}
	w.id(`UPDATE channel_pace SET next_at = now() - interval '1 second' RETURNING 1`)
	for range 2 {
		if err := w.do(task); err != nil {
			t.Fatal(err)
		}
	}
	if got := chat.all(); len(got) != 1 {
		t.Errorf("%d chats", len(got))
	}
	chat.set(http.StatusBadRequest, `{"error":{"code":131026,"message":"Message undeliverable"}}`)
	if err := w.do(w.about(id, app.MessageChanged)); !worker.IsPermanent(err) {
		t.Errorf("error %v", err)
	}
	if n := w.id(`SELECT count(*) FROM messages WHERE status = 'failed' AND failure LIKE '%131026%'`); n != 1 {
		t.Error("the failure is not written down")
	}
}

func TestWhatBecomesOfABulkMessage(t *testing.T) {
	w := newWorld(t, false)
	chat := w.withWhatsApp()
	panitia := &app.Actor{Name: "Rina", Grants: []app.Grant{{Role: app.RolePanitia, EventID: w.fair}}}
	siti, ani, budi := w.candidate("siti@example.test", "", "id"), w.candidate("ani@example.test", "", "en"), w.candidate("budi@example.test", "", "id")
	for _, c := range []int64{siti, ani, budi} {
		w.registration(c, app.Waitlisted)
		w.id(`UPDATE registrations SET waitlist_no = waitlist_no + candidate_id WHERE candidate_id = $1 RETURNING id`, c)
	}
	id, err := w.db.SendBulk(t.Context(), panitia, &postgres.BulkDraft{
		EventID: w.fair, ClientID: "a", Indonesian: app.Template{Subject: "Pintu B", Body: "Halo {nama}"}, English: app.Template{Subject: "Gate B", Body: "Hello {nama}"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.Unsubscribe(t.Context(), w.db.NoticesToken(budi)); err != nil { // after it was sent off
		t.Fatal(err)
	}
	tasks, err := w.db.Claim(t.Context(), "test", 10, time.Minute)
	if err != nil || len(tasks) != 3 {
		t.Fatalf("%d tasks, %v", len(tasks), err)
	}
	for range 2 { // a task that comes again sends nothing more
		for _, task := range tasks {
			if err := w.do(task); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := w.mails.all()
	if len(got) != 2 || got[0].subject != "Pintu B" || got[1].subject != "Gate B" || !strings.Contains(got[1].text, "/en/berhenti/") || len(chat.all()) != 0 {
		t.Fatalf("mails %+v", got)
	}
	m, err := w.db.BulkMessage(t.Context(), panitia, w.fair, id)
	if err != nil || m.Counts[postgres.BulkSent] != 2 || m.Counts[postgres.BulkUnsubscribed] != 1 {
		t.Fatalf("%+v, %v", m, err)
	}

	w.mails.refuse(&smtp.SMTPError{Code: 550, Message: "no such mailbox"})
	if id, err = w.db.SendBulk(t.Context(), panitia, &postgres.BulkDraft{EventID: w.fair, ClientID: "b", Indonesian: app.Template{Subject: "x", Body: "y"}}); err != nil {
		t.Fatal(err)
	}
	if tasks, err = w.db.Claim(t.Context(), "test", 10, time.Minute); err != nil || len(tasks) != 2 {
		t.Fatalf("%d tasks, %v", len(tasks), err)
	}
	for _, task := range tasks {
		if err := w.do(task); !worker.IsPermanent(err) {
			t.Errorf("error %v", err)
		}
	}
	list, err := w.db.BulkRecipients(t.Context(), panitia, w.fair, id, postgres.BulkFailed, 1)
	if err != nil || len(list) != 2 || !strings.Contains(list[0].Reason, "550") || strings.Contains(list[0].Reason, "@") {
		t.Errorf("%+v, %v", list, err)
	}

	// An admin revives them once the server takes mail again.
	w.mails.refuse(nil)
	for _, task := range tasks {
		if err := errors.Join(w.db.Bury(t.Context(), task.ID, "550"), w.db.Revive(t.Context(), &app.Actor{Name: "Admin"}, task.ID)); err != nil {
			t.Fatal(err)
		}
	}
	if tasks, err = w.db.Claim(t.Context(), "test", 10, time.Minute); err != nil || len(tasks) != 2 {
		t.Fatalf("%d revived, %v", len(tasks), err)
	}
	for _, task := range tasks {
		if err := w.do(task); err != nil {
			t.Error(err)
		}
	}
	if m, err := w.db.BulkMessage(t.Context(), panitia, w.fair, id); err != nil || m.Counts[postgres.BulkSent] != 2 || len(w.mails.all()) != 4 {
		t.Errorf("revived: %+v, %d mails, %v", m, len(w.mails.all()), err)
	}
}

func TestCodesToPhonesGoByWhatsApp(t *testing.T) {
	w := newWorld(t, false)
	chat := w.withWhatsApp()
	if err := w.db.HoldChannel(t.Context(), "whatsapp", time.Hour); err != nil { // codes do not wait
		t.Fatal(err)
	}
	if err := w.db.RequestLoginCode(t.Context(), postgres.CodeRequest{Phone: "+6281234567890", TokenHash: []byte("browser"), Locale: "id"}); err != nil {
		t.Fatal(err)
	}
	tasks, err := w.db.Claim(t.Context(), "test", 1, time.Minute)
	if err != nil || len(tasks) != 1 {
		t.Fatalf("%v, %v", tasks, err)
	}
	if err := w.do(tasks[0]); err != nil {
		t.Fatal(err)
	}
	if got := chat.all(); len(got) != 1 || !strings.HasPrefix(got[0], "6281234567890 gerbang_kode | ") || len(got[0]) != len("6281234567890 gerbang_kode | 123456") {
		t.Errorf("chats %q", got)
	}
}
