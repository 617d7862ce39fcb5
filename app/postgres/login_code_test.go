package postgres_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// ask requests a code for the address and returns the token of the browser
// and the work that carries the code.
func (w *accountWorld) ask(email, phone string) ([]byte, postgres.LoginCodeWork) {
	w.t.Helper()
	token := secret.HashToken(secret.Token())
	if err := w.db.RequestLoginCode(w.t.Context(), postgres.CodeRequest{Email: email, Phone: phone, TokenHash: token, Locale: "en"}); err != nil {
		w.t.Fatal(err)
	}
	var raw []byte
	var work postgres.LoginCodeWork
	if err := w.sql.QueryRow(`SELECT payload FROM outbox ORDER BY id DESC LIMIT 1`).Scan(&raw); err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &work); err != nil {
		w.t.Fatal(err)
	}
	return token, work
}

func (w *accountWorld) code(work postgres.LoginCodeWork) string {
	w.t.Helper()
	_, code, err := w.db.OpenLoginCode(work)
	if err != nil || len(code) != 6 {
		w.t.Fatalf("code %q, %v", code, err)
	}
	return code
}

// wrong returns another code than the right one.
func wrong(code string) string {
	return strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, code)
}

func TestLoginCodeSignsInOnce(t *testing.T) {
	for name, address := range map[string][2]string{"e-mail": {"Siti@example.test", ""}, "phone": {"", "+6281234567890"}} {
		t.Run(name, func(t *testing.T) {
			w := newAccountWorld(t)
			token, work := w.ask(address[0], address[1])
			if n := w.number(`SELECT count(*) FROM accounts`); n != 0 {
				t.Error("an address that nobody has proven has an account")
			}
			got, err := w.db.LoginCodeAddress(t.Context(), token)
			if err != nil || got.Address != strings.ToLower(address[0]+address[1]) {
				t.Errorf("address %+v, %v", got, err)
			}
			id, err := w.db.EnterLoginCode(t.Context(), token, w.code(work))
			if err != nil || id == 0 {
				t.Fatalf("account %d, %v", id, err)
			}
			if _, err := w.db.EnterLoginCode(t.Context(), token, w.code(work)); !errors.Is(err, postgres.ErrCodeVoid) {
				t.Errorf("second use: %v", err)
			}
			again, work := w.ask(address[0], address[1])
			if id2, err := w.db.EnterLoginCode(t.Context(), again, w.code(work)); err != nil || id2 != id {
				t.Errorf("next time: account %d, %v; want %d", id2, err, id)
			}
		})
	}
}

func TestLoginCodeIsNowhereReadable(t *testing.T) {
	w := newAccountWorld(t)
	_, work := w.ask("siti@example.test", "")
	code := w.code(work)
	var outbox, codes []byte
	if err := w.sql.QueryRow(`SELECT payload::text::bytea FROM outbox`).Scan(&outbox); err != nil {
		t.Fatal(err)
	}
	if err := w.sql.QueryRow(`SELECT c::text::bytea FROM login_codes c`).Scan(&codes); err != nil {
		t.Fatal(err)
	}
	for _, clear := range []string{`"` + code + `"`, "siti@", "siti%40"} {
		if bytes.Contains(outbox, []byte(clear)) || bytes.Contains(codes, []byte(clear)) {
			t.Errorf("%q stands in the database", clear)
		}
	}
}

func TestLoginCodeBelongsToTheAskingBrowser(t *testing.T) {
	w := newAccountWorld(t)
	_, work := w.ask("siti@example.test", "")
	other, _ := w.ask("ani@example.test", "")
	if _, err := w.db.EnterLoginCode(t.Context(), other, w.code(work)); !errors.Is(err, postgres.ErrCodeWrong) {
		t.Errorf("another browser: %v", err)
	}
	if _, err := w.db.EnterLoginCode(t.Context(), secret.HashToken("made up"), w.code(work)); !errors.Is(err, postgres.ErrCodeVoid) {
		t.Errorf("a made-up browser: %v", err)
	}
}

func TestNewestLoginCodeVoidsOlderOnes(t *testing.T) {
	w := newAccountWorld(t)
	first, firstWork := w.ask("siti@example.test", "")
	second, secondWork := w.ask("SITI@example.test", "")
	if _, err := w.db.EnterLoginCode(t.Context(), first, w.code(firstWork)); !errors.Is(err, postgres.ErrCodeVoid) {
		t.Errorf("older code: %v", err)
	}
	if _, err := w.db.EnterLoginCode(t.Context(), second, w.code(secondWork)); err != nil {
		t.Errorf("newest code: %v", err)
	}
}

func TestLoginCodeEndsAfterFiveAttempts(t *testing.T) {
	w := newAccountWorld(t)
	token, work := w.ask("siti@example.test", "")
	code := w.code(work)
	for left := 4; left >= 0; left-- {
		_, err := w.db.EnterLoginCode(t.Context(), token, wrong(code))
		if left == 0 {
			if !errors.Is(err, postgres.ErrCodeVoid) {
				t.Errorf("last attempt: %v", err)
			}
			continue
		}
		if e, ok := errors.AsType[*app.Error](err); !ok || e.Key != postgres.ErrCodeWrong.Key || e.Args[1] != left {
			t.Errorf("with %d left: %#v", left, err)
		}
	}
	if _, err := w.db.EnterLoginCode(t.Context(), token, code); !errors.Is(err, postgres.ErrCodeVoid) {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	if n := w.number(`SELECT count(*) FROM accounts`); n != 0 {
		t.Error("guessing made an account")
	}
}

func TestLoginCodeAttemptsAreThrottledByAddress(t *testing.T) {
	w := newAccountWorld(t)
	var err error
	for range 11 {
		token, work := w.ask("siti@example.test", "")
		if _, err = w.db.EnterLoginCode(t.Context(), token, wrong(w.code(work))); errors.Is(err, app.ErrTooMany) {
			break
		}
	}
	if e, ok := errors.AsType[*app.Error](err); !ok || e.Kind != app.TooMany || e.Args[1].(time.Duration) <= 0 {
		t.Errorf("eleventh wrong attempt within an hour: %v", err)
	}
	if n := w.number(`SELECT sum(attempts) FROM login_codes`); n != 10 {
		t.Errorf("%d attempts were counted, want 10", n)
	}
}

func TestRacingAttemptsRedeemACodeOnce(t *testing.T) {
	w := newAccountWorld(t)
	replicas := []*postgres.DB{w.db, w.replica()}
	token, work := w.ask("siti@example.test", "")
	code := w.code(work)
	var in atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := replicas[i%2].EnterLoginCode(t.Context(), token, code); err == nil {
				in.Add(1)
			} else if !errors.Is(err, postgres.ErrCodeVoid) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("the code was good %d times", in.Load())
	}
}

func TestRacingRequestsLeaveOneCode(t *testing.T) {
	w := newAccountWorld(t)
	replicas := []*postgres.DB{w.db, w.replica()}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			err := replicas[i%2].RequestLoginCode(t.Context(), postgres.CodeRequest{Phone: "+6281234567890", TokenHash: secret.HashToken(secret.Token()), Locale: "id"})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.number(`SELECT count(*) FROM login_codes WHERE expires_at > now() AND used_at IS NULL`); n != 1 {
		t.Errorf("%d codes stand, want 1", n)
	}
}

func TestLoginCodesAgeAndAreSwept(t *testing.T) {
	w := newAccountWorld(t)
	token, work := w.ask("siti@example.test", "")
	w.exec(`UPDATE login_codes SET expires_at = now() - interval '1 second'`)
	if _, err := w.db.EnterLoginCode(t.Context(), token, w.code(work)); !errors.Is(err, postgres.ErrCodeVoid) {
		t.Errorf("after its time: %v", err)
	}
	for _, left := range []int64{1, 0} {
		if err := w.db.SweepLoginCodes(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.number(`SELECT count(*) FROM login_codes`); n != left {
			t.Errorf("%d codes after the sweep, want %d", n, left)
		}
		w.exec(`UPDATE login_codes SET expires_at = now() - interval '61 minutes'`)
	}
}

func TestStaffAndDisabledAccountsGetNoCode(t *testing.T) {
	w := newAccountWorld(t)
	w.staff("budi@example.test")
	token, work := w.ask("budi@example.test", "")
	if _, code, err := w.db.OpenLoginCode(work); !work.Staff || code != "" || err != nil {
		t.Errorf("staff got %q, %v", code, err)
	}
	if got, err := w.db.LoginCodeAddress(t.Context(), token); err != nil || got.Address != "budi@example.test" {
		t.Errorf("the page would differ: %+v, %v", got, err)
	}
	if _, err := w.db.EnterLoginCode(t.Context(), token, "123456"); !errors.Is(err, postgres.ErrCodeWrong) {
		t.Errorf("staff entering a code: %v", err)
	}

	id, err := w.db.CandidateAccount(t.Context(), "siti@example.test", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.db.Disable(t.Context(), app.System("test"), id); err != nil {
		t.Fatal(err)
	}
	before := w.number(`SELECT count(*) FROM outbox`)
	token, _ = w.ask("siti@example.test", "")
	if after := w.number(`SELECT count(*) FROM outbox`); after != before {
		t.Error("a disabled account is written to")
	}
	if _, err := w.db.EnterLoginCode(t.Context(), token, "123456"); !errors.Is(err, postgres.ErrCodeWrong) {
		t.Errorf("disabled account entering a code: %v", err)
	}
}
