package deliver_test

import (
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestReissuedTicketMessage(t *testing.T) {
	w := newWorld(t, true)
	held := w.registration(w.candidate("siti@example.test", "", "id"), app.Confirmed)
	ended := w.registration(w.candidate("budi@example.test", "", "id"), app.Cancelled)
	for _, id := range []int64{held, ended} {
		if err := w.do(w.task(postgres.WorkRegistration, postgres.RegistrationWork{RegistrationID: id, Message: app.MessageReissued})); err != nil {
			t.Fatal(err)
		}
	}
	got := w.mails.all()
	if len(got) != 1 || got[0].subject != "Kode tiket Anda diganti: Bursa Kerja Tebet" {
		t.Fatalf("mails %+v", got)
	}
	if !strings.Contains(got[0].text, base+"/t/"+ticket) || !strings.Contains(got[0].text, "tidak berlaku lagi") {
		t.Errorf("text:\n%s", got[0].text)
	}
}
