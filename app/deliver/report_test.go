package deliver_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestMessagesAboutReportsSayNothingOfThem(t *testing.T) {
	w := newWorld(t, true)
	officer, err := w.db.CreateStaff(t.Context(), app.System("test"), "Ratna", "ratna@bp3mi.test", "x", []app.Grant{{Role: app.RoleOfficer}})
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := w.db.SendReport(t.Context(), postgres.ReportInput{
		RequestID: uuid.NewString(), Locale: "en", Kinds: []app.ReportKind{app.ReportMoney}, Story: "rahasia besar", AgencyName: "PT Palsu",
		Contact: postgres.ReportContact{Address: "siti@example.test"}, WantsMail: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.db.FindReport(t.Context(), receipt.Code, receipt.PIN)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		kind, to, has string
		account       int64
	}{
		{postgres.WorkReportNew, "ratna@bp3mi.test", receipt.Code, officer},
		{postgres.WorkReportUrgent, "ratna@bp3mi.test", "bahaya sekarang", officer},
		{postgres.WorkReportAdded, "ratna@bp3mi.test", base + "/dasbor/aduan/", officer},
		{postgres.WorkReportUpdate, "siti@example.test", base + "/en/kerja-aman/laporan", 0},
	} {
		before := len(w.mails.all())
		if err := w.do(w.task(tc.kind, postgres.ReportWork{ReportID: id, AccountID: tc.account})); err != nil {
			t.Fatalf("%s: %v", tc.kind, err)
		}
		mails := w.mails.all()
		if len(mails) != before+1 {
			t.Fatalf("%s: %d mails", tc.kind, len(mails)-before)
		}
		got := mails[before]
		if got.to != tc.to || !strings.Contains(got.text, tc.has) {
			t.Errorf("%s: %+v", tc.kind, got)
		}
		for _, secret := range []string{"rahasia", "Palsu", receipt.PIN, "⟦"} {
			if strings.Contains(got.subject+got.text, secret) {
				t.Errorf("%s says %q", tc.kind, secret)
			}
		}
		if tc.account == 0 && strings.Contains(got.subject+got.text, receipt.Code) {
			t.Errorf("%s names the code, which somebody else may read", tc.kind)
		}
	}
}
