package postgres_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// traces are what would say that somebody was here: as they are typed, and as
// they are hashed for look-up.
type traces struct {
	words  []string
	hashes [][]byte
	box    *secret.Box
}

// sealedFor are the purposes for which personal data are sealed.
var sealedFor = []string{"nik", "phone", "message.address", "message.text", "privacy.text", "login.code"}

// find reports whether a value of the database is, or holds, a trace.
func (tr *traces) find(value []byte) string {
	text := strings.ToLower(string(value))
	for _, w := range tr.words {
		if strings.Contains(text, strings.ToLower(w)) {
			return w
		}
	}
	for _, h := range tr.hashes {
		if bytes.Equal(value, h) || strings.Contains(text, hex.EncodeToString(h)) {
			return "hash " + hex.EncodeToString(h)
		}
	}
	for _, purpose := range sealedFor {
		if plain, err := tr.box.Open(purpose, value); err == nil {
			for _, w := range tr.words {
				if strings.Contains(plain, w) {
					return "sealed " + w
				}
			}
		}
	}
	return ""
}

// walk looks through every column of every table that can hold text or bytes.
func (w *registerWorld) walk(tr *traces) map[string]string {
	w.t.Helper()
	rows, err := w.sql.Query(`
		SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'bytea', 'jsonb', 'character', 'character varying', 'ARRAY', 'uuid')`)
	if err != nil {
		w.t.Fatal(err)
	}
	var columns [][3]string
	for rows.Next() {
		var c [3]string
		if err := rows.Scan(&c[0], &c[1], &c[2]); err != nil {
			w.t.Fatal(err)
		}
		columns = append(columns, c)
	}
	found := map[string]string{}
	for _, c := range columns {
		value := fmt.Sprintf("%q::text::bytea", c[1])
		switch c[2] {
		case "bytea":
			value = fmt.Sprintf("%q", c[1])
		case "text", "jsonb", "ARRAY", "character", "character varying":
			value = fmt.Sprintf("convert_to(%q::text, 'UTF8')", c[1])
		}
		values, err := w.sql.Query(fmt.Sprintf(`SELECT %s FROM %q WHERE %q IS NOT NULL`, value, c[0], c[1]))
		if err != nil {
			w.t.Fatal(err)
		}
		for values.Next() {
			var v []byte
			if err := values.Scan(&v); err != nil {
				w.t.Fatal(err)
			}
			if what := tr.find(v); what != "" {
				found[c[0]+"."+c[1]] = what
			}
		}
		values.Close()
	}
	return found
}

// testBox seals as the worlds of these tests do.
func testBox(t testing.TB) *secret.Box {
	t.Helper()
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	return box
}

// close closes somebody's account to the end.
func (w *registerWorld) close(me *app.Actor) {
	w.t.Helper()
	me.LoginID = w.number(`INSERT INTO logins (account_id, token_hash, expires_at, proven_at) VALUES ($1, $2, now() + interval '1 hour', now()) RETURNING id`,
		me.AccountID, secret.HashToken(me.Name))
	if err := w.db.AskToClose(w.t.Context(), me); err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.CloseAccount(w.t.Context(), w.number(`SELECT id FROM privacy_requests WHERE kind = 'close' AND account_id = $1`, me.AccountID)); err != nil {
		w.t.Fatal(err)
	}
}

// qonita is somebody who has left traces everywhere.
func (w *registerWorld) qonita() (*app.Actor, *traces) {
	t := w.t
	t.Helper()
	box := testBox(t)
	const email, nik, phone, guardian = "qonita.zz@example.test", "3174014405990042", "+6285712345678", "+6281399988877"
	tr := &traces{
		words: []string{"Qonita", "Zubaidah", email, nik, phone[1:], guardian[1:], "Kenanga Rahasia", "CERT-RHS", "Toko Rahasia", "jawaban rahasia", "cari rahasia",
			"surat rahasia", "alasan rahasia", "BrowserRahasia", "permintaan rahasia", "isi-pdf-rahasia"},
		hashes: [][]byte{box.Hash("nik", nik), box.Hash("phone", phone), box.Hash("login.address", "email:"+email)},
		box:    box,
	}
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	account, err := w.db.CandidateAccount(ctx, email, "")
	ok(err)
	me := &app.Actor{AccountID: account, Name: "Qonita Zubaidah", Grants: []app.Grant{{Role: app.RoleCandidate}},
		CandidateID: w.number(`SELECT id FROM candidates WHERE account_id = $1`, account)}
	ok(w.db.SaveIdentity(ctx, me, postgres.IdentityInput{Name: me.Name, NIK: nik, Phone: phone, BirthDate: date("1999-05-04"), Sex: app.Female}))
	ok(w.db.SaveAddress(ctx, me, app.Address{RegionCode: "31.74.01.1001", RT: "003", RW: "012", Street: "Jalan Kenanga Rahasia"}))
	ok(w.db.SaveEducation(ctx, me, app.SLTA))
	ok(w.db.SaveCertificate(ctx, me, app.Certificate{Test: "JLPT", Level: "N4", Number: "CERT-RHS"}))
	ok(w.db.SaveExperience(ctx, me, app.Experience{Sector: "perawatan-lansia", Title: "Kasir", Employer: "Toko Rahasia", Country: "ID", From: date("2023-01-01")}))
	ok(w.db.GiveConsent(ctx, me, app.ConsentRegistration, app.ConsentWhatsApp))
	ok(w.db.AddPaper(ctx, me, "ktp", postgres.File{ContentType: "application/pdf", Body: []byte("%PDF isi-pdf-rahasia")}))
	ok(w.db.AddPaper(ctx, me, "ktp", postgres.File{ContentType: "application/pdf", Body: []byte("%PDF isi-pdf-rahasia 2")}))
	ok(w.db.DeclarePaper(ctx, me, "skck", true))
	ok(w.db.AskPrivacy(ctx, me, app.PrivacyQuestion, "permintaan rahasia"))
	_, _, err = w.db.Throttle(ctx, "code request "+email, 5, time.Hour)
	ok(err)
	w.exec(`INSERT INTO saved_searches (candidate_id, name, query) VALUES ($1, 'cari rahasia', 'kata=rahasia')`, me.CandidateID)
	sealedPhone, err := box.Seal("phone", guardian)
	ok(err)
	w.exec(`INSERT INTO guardians (candidate_id, name, relation, phone_sealed, phone_last4, version) VALUES ($1, 'Zubaidah Ibu', 'mother', $2, '8877', '1')`, me.CandidateID, sealedPhone)
	ok(w.db.CreateLogin(ctx, account, secret.HashToken("x"), "BrowserRahasia/1", time.Hour))
	ok(w.db.RequestLoginCode(ctx, postgres.CodeRequest{Email: email, TokenHash: secret.HashToken("y"), Locale: "id"}))
	_, err = w.db.KeepMessage(ctx, w.number(`SELECT id FROM outbox ORDER BY id DESC LIMIT 1`), postgres.Message{Channel: postgres.ChannelEmail, Address: email, Subject: "Kode", Text: "surat rahasia"})
	ok(err)
	me.LoginID = w.number(`SELECT id FROM logins WHERE account_id = $1`, account)
	return me, tr
}

func TestClosingErases(t *testing.T) {
	w := newRegisterWorld(t)
	me, tr := w.qonita()
	// An event that was, with a mark, and one to come of one place, for which
	// somebody waits.
	past, _ := w.event(app.Instant, 5)
	was := w.register(w.db, me, past, 0)
	w.exec(`INSERT INTO attendances (event_id, registration_id, scanned_at) VALUES ($1, $2, now())`, past, was.ID)
	w.exec(`UPDATE registrations SET decision_reason = 'alasan rahasia' WHERE id = $1`, was.ID)
	w.exec(`UPDATE events SET starts_at = $2, ends_at = $3, opens_at = $2, closes_at = $3 WHERE id = $1`, past, beforeFair.AddDate(0, 0, -3), beforeFair.AddDate(0, 0, -2))
	next, _ := w.event(app.Instant, 1)
	held, waiting := w.register(w.db, me, next, 0), w.people(1)[0]
	line := w.register(w.db, waiting, next, 0)
	question := w.ask(w.organizer(next), app.Question{EventID: next, Kind: app.TextQuestion, Label: "Apa?"})
	w.exec(`INSERT INTO registration_answers (registration_id, question_id, answer) VALUES ($1, $2, '{jawaban rahasia}')`, held.ID, question.ID)
	if line.Status != app.Waitlisted {
		t.Fatalf("the other one is %s", line.Status)
	}
	if found := w.walk(tr); len(found) < 12 {
		t.Fatalf("the walk sees only %v", found)
	}

	w.exec(`UPDATE logins SET proven_at = now() - interval '1 hour'`)
	if err := w.db.AskToClose(t.Context(), me); !errors.Is(err, app.ErrNotProven) {
		t.Fatalf("without a fresh code: %v", err)
	}
	w.exec(`UPDATE logins SET proven_at = now()`)
	if err := w.db.AskToClose(t.Context(), me); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM logins WHERE account_id = $1`, me.AccountID); n != 0 {
		t.Errorf("%d logins stand", n)
	}
	request := w.number(`SELECT id FROM privacy_requests WHERE kind = 'close'`)
	for range 2 { // doing it twice is doing it once
		if err := w.db.CloseAccount(t.Context(), request); err != nil {
			t.Fatal(err)
		}
	}
	found := w.walk(tr)
	for column, what := range found {
		t.Errorf("%s still holds %s", column, what)
	}
	for query, want := range map[string]int64{
		`SELECT count(*) FROM files`:                                    0,
		`SELECT count(*) FROM registrations WHERE status = 'cancelled'`: 1,
		`SELECT count(*) FROM attendances`:                              1,
		`SELECT count(*) FROM candidates WHERE erased_at IS NOT NULL AND sex = 'female' AND birth_date = '1999-01-01' AND nik_last4 = ''`: 1,
		`SELECT count(*) FROM accounts WHERE closed_at IS NOT NULL AND email IS NULL`:                                                     1,
		`SELECT count(*) FROM privacy_requests WHERE status = 'open'`:                                                                     0,
		`SELECT count(*) FROM audit_log WHERE action = 'candidate.identity' AND after ? 'name' AND after ->> 'name' IS NULL`:              1,
		`SELECT count(*) FROM outbox WHERE kind = 'account.closed'`:                                                                       1,
		fmt.Sprintf(`SELECT count(*) FROM registrations WHERE id = %d AND status = 'confirmed'`, line.ID):                                 1,
	} {
		if got := w.number(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	w.wantCountersTrue(next)
	if _, err := w.sql.Exec(`UPDATE audit_log SET actor = 'x'`); err == nil {
		t.Error("the trail may be changed afterwards")
	}

	// The NIK and the address may begin anew.
	again, err := w.db.CandidateAccount(t.Context(), "qonita.zz@example.test", "")
	if err != nil || again == me.AccountID {
		t.Fatalf("signing in anew: account %d, %v", again, err)
	}
	if err := w.db.SaveIdentity(t.Context(), &app.Actor{AccountID: again}, postgres.IdentityInput{
		Name: "Qonita", NIK: "3174014405990042", Phone: "+6285712345678", BirthDate: date("1999-05-04"), Sex: app.Female,
	}); err != nil {
		t.Errorf("the NIK registered anew: %v", err)
	}

	// After years even the figures go.
	w.now = beforeFair.Add(app.FiguresKept + 24*time.Hour)
	if err := w.db.SweepClosed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM candidates WHERE erased_at IS NOT NULL AND sex IS NULL AND birth_date IS NULL AND region_code IS NULL`); n != 1 {
		t.Error("the figures outlive their time")
	}
}

func TestClosingErasesTheReasonsOfASelection(t *testing.T) {
	w := newSelectionWorld(t, 1, 0, 2)
	ctx := t.Context()
	tr := &traces{words: []string{"alasan rahasia", "pengecualian rahasia"}, box: testBox(t)}
	_, err := w.db.DecideChecks(ctx, w.panitia, w.event.ID, w.ids[:1], false, "alasan rahasia")
	w.ok(err)
	w.ok(w.db.Override(ctx, w.panitia, w.event.ID, w.ids[0], app.Accepted, "pengecualian rahasia"))
	if found := w.walk(tr); len(found) != 2 {
		t.Errorf("reasons stand in %v", found)
	}
	w.close(w.people[0])
	if found := w.walk(tr); len(found) != 0 {
		t.Errorf("traces: %v", found)
	}
}

func TestTheReasonOfARefusalGoesWithThePaper(t *testing.T) {
	w := newRegisterWorld(t)
	ctx, me := t.Context(), w.people(1)[0]
	event, _ := w.event(app.Instant, 5)
	w.register(w.db, me, event, 0)
	w.exec(`INSERT INTO event_documents (event_id, document, required, upload) VALUES ($1, 'ktp', false, true)`, event)
	if err := w.db.AddPaper(ctx, me, "ktp", postgres.File{ContentType: "application/pdf", Body: []byte("%PDF")}); err != nil {
		t.Fatal(err)
	}
	staff := &app.Actor{Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia, EventID: event}}}
	if err := w.db.CheckPaper(ctx, staff, event, w.number(`SELECT id FROM candidate_documents`), "alasan rahasia"); err != nil {
		t.Fatal(err)
	}
	if found := w.walk(&traces{words: []string{"alasan rahasia"}, box: testBox(t)}); len(found) != 1 || found["candidate_documents.note"] == "" {
		t.Errorf("the reason stands in %v", found)
	}
}

func TestWhomStaffSearchedForIsNotKept(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 5)
	me := w.people(1)[0]
	w.exec(`UPDATE candidates SET name = 'Qonita Zubaidah' WHERE id = $1`, me.CandidateID)
	w.register(w.db, me, event, 0)
	draft := bulkDraft(event, "a")
	draft.Filter = postgres.ParseParticipantFilter(url.Values{"q": {"qonita"}, "status": {"confirmed"}})
	id, err := w.db.SendBulk(t.Context(), w.panitia(event), draft)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.RecordExport(t.Context(), w.organizer(event), event, draft.Filter, "csv"); err != nil {
		t.Fatal(err)
	}
	m, err := w.db.BulkMessage(t.Context(), w.panitia(event), event, id)
	if err != nil || m.Filter != "q=%E2%80%A6&status=confirmed" || m.Counts.Total() != 1 {
		t.Errorf("the log keeps %+v, %v", m, err)
	}
	w.close(me)
	if found := w.walk(&traces{words: []string{"Qonita"}, box: testBox(t)}); len(found) != 0 {
		t.Errorf("traces: %v", found)
	}
}

func TestClosingAnAccountThatTookPartInNothing(t *testing.T) {
	w := newRegisterWorld(t)
	me, tr := w.qonita()
	if err := w.db.AskToClose(t.Context(), me); err != nil {
		t.Fatal(err)
	}
	if err := w.db.CloseAccount(t.Context(), w.number(`SELECT id FROM privacy_requests WHERE kind = 'close'`)); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM candidates`); n != 0 {
		t.Error("a profile that nothing counts stays")
	}
	if found := w.walk(tr); len(found) != 0 {
		t.Errorf("traces: %v", found)
	}
}

func TestCopyHoldsEverything(t *testing.T) {
	w := newRegisterWorld(t)
	me, tr := w.qonita()
	event, _ := w.event(app.Instant, 5)
	r := w.register(w.db, me, event, 0)
	w.exec(`INSERT INTO attendances (event_id, registration_id, scanned_at) VALUES ($1, $2, now())`, event, r.ID)
	w.exec(`UPDATE registrations SET submitted_at = now() - interval '1 day'`)
	if err := w.db.RecordExport(t.Context(), w.organizer(event), event, postgres.ParticipantFilter{}, "csv"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // one at a time
		if err := w.db.AskForCopy(t.Context(), me); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.number(`SELECT count(*) FROM privacy_requests WHERE kind = 'copy'`); n != 1 {
		t.Fatalf("%d copies under way", n)
	}
	var files []postgres.DataFile
	keep := func(f postgres.DataFile) error { files = append(files, f); return nil }
	data, err := w.db.PersonalData(t.Context(), me.AccountID, keep)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(data.Sections)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range tr.words[:len(tr.words)-1] {
		if word == "jawaban rahasia" || word == "alasan rahasia" {
			continue
		}
		if !strings.Contains(string(text), word) {
			t.Errorf("the copy lacks %q", word)
		}
	}
	for _, want := range []string{"participants.export", "Panitia", string(r.Code), "registration"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the copy lacks %q", want)
		}
	}
	if len(files) != 1 || files[0].Name != "ktp" || !bytes.Contains(files[0].Body, []byte("isi-pdf-rahasia 2")) {
		t.Errorf("files %d", len(files))
	}
	listed := func() string {
		text, err := json.Marshal(data.Sections[len(data.Sections)-1])
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := listed(); strings.Contains(got, "file_gone") || !strings.Contains(got, "ktp") {
		t.Errorf("the list of files is %s", got)
	}
	for what, harm := range map[string]string{
		"damaged": `UPDATE files SET body = 'x' WHERE sealed`,
		"gone":    `ALTER TABLE candidate_documents DROP CONSTRAINT candidate_documents_file_id_fkey; DELETE FROM files WHERE sealed`,
	} {
		files = nil
		w.exec(harm)
		if data, err = w.db.PersonalData(t.Context(), me.AccountID, keep); err != nil || len(files) != 0 {
			t.Fatalf("%s: %d files, %v", what, len(files), err)
		}
		if got := listed(); !strings.Contains(got, "file_gone") || !strings.Contains(got, "ktp") {
			t.Errorf("%s: the list of files is %s", what, got)
		}
	}

	request := w.number(`SELECT id FROM privacy_requests WHERE kind = 'copy'`)
	for range 2 {
		if err := w.db.KeepCopy(t.Context(), request, postgres.File{ContentType: "application/zip", Body: []byte("PK rahasia")}); err != nil {
			t.Fatal(err)
		}
	}
	mine, err := w.db.MyPrivacyRequests(t.Context(), me)
	if err != nil || len(mine) != 2 || mine[0].FileKey == "" {
		t.Fatalf("requests %+v, %v", mine, err)
	}
	if f, err := w.db.DataCopy(t.Context(), me, mine[0].FileKey); err != nil || string(f.Body) != "PK rahasia" {
		t.Errorf("the copy is %v, %v", f, err)
	}
	other := w.people(1)[0]
	if _, err := w.db.DataCopy(t.Context(), other, mine[0].FileKey); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody else's copy: %v", err)
	}
	w.now = w.now.Add(app.CopyKept + time.Minute)
	if _, err := w.db.DataCopy(t.Context(), me, mine[0].FileKey); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an old copy: %v", err)
	}
	if err := w.db.SweepPrivacy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM files WHERE content_type = 'application/zip'`); n != 0 {
		t.Error("an old copy stays")
	}
}
