package organizer_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
)

// Who closed their account stays in the lists of what they took part in, without a name.
func TestAClosedAccountIsNamedAsSuch(t *testing.T) {
	r := newReview(t)
	r.do(r.desk, "approve", nil, 0, 1)
	actor := &app.Actor{AccountID: r.accounts[1], Grants: []app.Grant{{Role: app.RoleCandidate}}}
	if err := r.DB.AskPrivacy(t.Context(), actor, app.PrivacyClose, ""); err != nil {
		t.Fatal(err)
	}
	asked, err := r.DB.MyPrivacyRequests(t.Context(), actor)
	if err != nil || len(asked) != 1 {
		t.Fatalf("%d requests, %v", len(asked), err)
	}
	if err := r.DB.CloseAccount(t.Context(), asked[0].ID); err != nil {
		t.Fatal(err)
	}
	officer := r.SignIn(t, r.staff(t, "Kepala", app.RoleAdmin, 0))
	person := fmt.Sprint("/peserta/", r.registrations[1])
	for prefix, want := range map[string]string{"": "(akun dihapus)", "/en": "(account deleted)"} {
		if got := names(r.desk.Get(prefix + readDesk + "/peserta?urut=daftar")); len(got) != 4 || got[1] != want {
			t.Errorf("list: %q", got)
		}
		if got := r.desk.Get(prefix + readDesk + person).Text("h1"); got != want {
			t.Errorf("person: %q", got)
		}
		file := officer.Post(prefix+readDesk+"/ekspor", url.Values{"format": {"csv"}}).Body
		if !strings.Contains(string(file), want) || strings.Contains(string(file), "Pemohon 1") {
			t.Errorf("export:\n%s", file)
		}
	}
}
