package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// officer makes an account that may edit agencies and reference data.
func (s *shelf) officer(name string) *app.Actor {
	s.t.Helper()
	id, err := s.db.CreateStaff(s.t.Context(), app.System("test"), name, strings.ToLower(strings.ReplaceAll(name, " ", "."))+"@example.test", "x", []app.Grant{{Role: app.RoleOfficer}})
	if err != nil {
		s.t.Fatal(err)
	}
	return &app.Actor{AccountID: id, Name: name, Grants: []app.Grant{{Role: app.RoleOfficer}}}
}

func (s *shelf) newAgency(actor *app.Actor, name, number string, change func(*app.Agency)) app.Agency {
	s.t.Helper()
	a := app.Agency{Name: name, SIP3MI: number, LicenceUntil: app.Day(time.Now()).AddDate(1, 0, 0)}
	if change != nil {
		change(&a)
	}
	made, err := s.db.CreateAgency(s.t.Context(), actor, a, "surat uji")
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return made
}

func TestSearchAgenciesWithTypingErrors(t *testing.T) {
	s := newShelf(t)
	ani := s.officer("Ani Wijaya")
	for i, name := range []string{
		"PT Kenari Jingga Persada", "PT Teratai Sembilan Samudra", "PT Bambu Kuning Antarnegeri", "PT Lumbung Rantau Sejati", "PT Melati Tepian Dunia",
		"PT Kunang Malam Sentosa", "PT Cendana Dua Muara", "PT Oase Delima Raya", "PT Rajawali Kertas Emas", "PT Jembatan Kaca Migran",
	} {
		s.newAgency(ani, name, fmt.Sprintf("SIP3MI %d/MEN/%d", 1180+i*37, 2020+i%5), nil)
	}
	s.newAgency(ani, "PT Kapulaga Lintas Bangsa", "118/2021", func(a *app.Agency) { a.FormerNames = "PT Kapulaga Jaya" })
	s.job("satu", nil) // of PT Bahtera Karya
	for _, tt := range []struct{ typed, exact, part, near string }{
		{"kapulaga lintas bangsa", "PT Kapulaga Lintas Bangsa", "", ""},
		{"PT. KAPULAGA-LINTAS BANGSA", "PT Kapulaga Lintas Bangsa", "", ""},
		{"Kapulaga Jaya", "PT Kapulaga Lintas Bangsa", "", ""},
		{"118 2021", "PT Kapulaga Lintas Bangsa", "", ""},
		{"1180 MEN 2020", "PT Kenari Jingga Persada", "", ""},
		{"bahtera karya", "PT Bahtera Karya", "", ""},
		{"Persada Kenari", "", "PT Kenari Jingga Persada", ""},
		{"oase", "", "PT Oase Delima Raya", ""},
		{"kenary jinga persada", "", "", "PT Kenari Jingga Persada"},
		{"tratai smbilan samudera", "", "", "PT Teratai Sembilan Samudra"},
		{"bambukuning", "", "", "PT Bambu Kuning Antarnegeri"},
		{"lumbung rantou", "", "", "PT Lumbung Rantau Sejati"},
		{"malati tepian dunia", "", "", "PT Melati Tepian Dunia"},
		{"sentosa kunang malem", "", "", "PT Kunang Malam Sentosa"},
		{"Tjendana Dua Moara", "", "", "PT Cendana Dua Muara"},
		{"osae delima", "", "", "PT Oase Delima Raya"},
		{"rajawali kertas emas group", "", "", "PT Rajawali Kertas Emas"},
		{"CV Jembatan Kaca Migran", "", "", "PT Jembatan Kaca Migran"},
		{"119/2021", "", "", "PT Kapulaga Lintas Bangsa"},
		{"118/2022", "", "", "PT Kapulaga Lintas Bangsa"},
		{"1181/MEN/2020", "", "", "PT Kenari Jingga Persada"},
		{"PT Maju Sukses Abadi", "", "", ""},
		{"PT", "", "", ""},
		{`%`, "", "", ""},
		{`___`, "", "", ""},
		{"  ", "", "", ""},
	} {
		found, err := s.db.SearchAgencies(t.Context(), app.ParseAgencyQuery(tt.typed))
		if err != nil {
			t.Fatalf("%q: %v", tt.typed, err)
		}
		first := func(list []postgres.AgencyMatch) string {
			if len(list) == 0 {
				return ""
			}
			return list[0].Agency.Name
		}
		if first(found.Exact) != tt.exact || first(found.Part) != tt.part || first(found.Near) != tt.near {
			t.Errorf("%q: exact %q, part %q, near %q", tt.typed, first(found.Exact), first(found.Part), first(found.Near))
		}
	}
	found, err := s.db.SearchAgencies(t.Context(), app.ParseAgencyQuery("123/2024"))
	if err != nil || len(found.Exact) != 1 || found.Exact[0].Jobs != 1 {
		t.Errorf("jobs of the agency: %+v, %v", found, err)
	}
}

func TestAnAgencyIsKnownOnce(t *testing.T) {
	s := newShelf(t)
	ani := s.officer("Ani Wijaya")
	a := s.newAgency(ani, "  PT  Kenari Jingga ", "155/2022", nil)
	if a.Name != "PT Kenari Jingga" || a.Slug != "pt-kenari-jingga" || a.Status != app.AgencyActive || a.Version != 1 {
		t.Errorf("made: %+v", a)
	}
	for _, tt := range []struct{ name, number, field string }{
		{"P.T. KENARI-JINGGA", "1/1", "name"},
		{"PT Lain Sama Sekali", "155-2022", "sip3mi"},
		{"", "1/1", "name"},
		{"PT Tanpa Nomor", "", "sip3mi"},
	} {
		_, err := s.db.CreateAgency(t.Context(), ani, app.Agency{Name: tt.name, SIP3MI: tt.number, LicenceUntil: time.Now().AddDate(1, 0, 0)}, "")
		if errs, ok := errors.AsType[app.FieldErrors](err); !ok || errs[0].Field != tt.field {
			t.Errorf("%q %q: %v", tt.name, tt.number, err)
		}
	}
	if got := s.newAgency(ani, "Kenari--Jingga 2", "2/2", nil); got.Slug != "kenari-jingga-2" {
		t.Errorf("slug %q", got.Slug)
	}
	for name, actor := range map[string]*app.Actor{
		"nobody": nil, "mitra": {Grants: []app.Grant{{Role: app.RoleMitra, AgencyID: a.ID}}},
		"officer of a region": {Grants: []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74.01"}}},
	} {
		if _, err := s.db.CreateAgency(t.Context(), actor, app.Agency{Name: "PT X Y Z", SIP3MI: "9/9", LicenceUntil: time.Now()}, ""); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%s creates: %v", name, err)
		}
		if _, err := s.db.UpdateAgency(t.Context(), actor, a); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%s edits: %v", name, err)
		}
		if err := s.db.MarkAgencyChecked(t.Context(), actor, a.ID); !errors.Is(err, app.ErrForbidden) {
			t.Errorf("%s checks: %v", name, err)
		}
	}
}

// The same company typed by many officers at the same moment stands once.
func TestOfficersRaceToAddAnAgency(t *testing.T) {
	s := newShelf(t)
	ani := s.officer("Ani Wijaya")
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			name := []string{"PT Kenari Jingga", "P.T. Kenari Jingga", "kenari jingga", "PT KENARI-JINGGA"}[i%4]
			_, errs[i] = s.db.CreateAgency(t.Context(), ani, app.Agency{Name: name, SIP3MI: fmt.Sprintf("%d/2022", i), LicenceUntil: time.Now().AddDate(1, 0, 0)}, "")
		})
	}
	wg.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		} else if app.KindOf(err) != app.Invalid {
			t.Error(err)
		}
	}
	if made != 1 {
		t.Errorf("%d stand, %v", made, errs)
	}
}

func TestASuspendedAgencyTakesItsJobsOffAtOnce(t *testing.T) {
	s := newShelf(t)
	ani := s.officer("Ani Wijaya")
	s.job("satu", nil)
	public := func() bool {
		_, err := s.db.PublicJob(t.Context(), "satu")
		return err == nil
	}
	today := time.Now()
	version := 1
	for _, tt := range []struct {
		step   app.LicenceStep
		public bool
	}{
		{app.LicenceStep{Kind: app.AgencySuspension, EffectiveOn: today, Reason: "diperiksa", Source: "Surat 12/BP3MI"}, false},
		{app.LicenceStep{Kind: app.AgencyReinstated, EffectiveOn: today, Reason: "selesai diperiksa"}, true},
		{app.LicenceStep{Kind: app.AgencyRenewed, EffectiveOn: today, SIP3MI: "77/2026", LicenceUntil: today.AddDate(5, 0, 0)}, true},
		{app.LicenceStep{Kind: app.AgencyRenamed, EffectiveOn: today, Name: "PT Bahtera Baru"}, true},
		{app.LicenceStep{Kind: app.AgencyRevocation, EffectiveOn: today, Reason: "memalsukan dokumen"}, false},
		{app.LicenceStep{Kind: app.AgencyLicensed, EffectiveOn: today, SIP3MI: "78/2026", LicenceUntil: today.AddDate(5, 0, 0)}, true},
	} {
		a, err := s.db.RecordLicence(t.Context(), ani, s.agency, version, tt.step)
		if err != nil {
			t.Fatalf("%s: %v", tt.step.Kind, err)
		}
		if a.Version != version+1 || public() != tt.public {
			t.Errorf("%s: version %d, public %v", tt.step.Kind, a.Version, public())
		}
		// Sent twice, it is recorded once.
		if _, err := s.db.RecordLicence(t.Context(), ani, s.agency, version, tt.step); err != nil {
			t.Errorf("%s again: %v", tt.step.Kind, err)
		}
		version = a.Version
	}
	a, err := s.db.AgencyBySlug(t.Context(), "pt-bahtera")
	if err != nil || a.Name != "PT Bahtera Baru" || a.FormerNames != "PT Bahtera Karya" || a.SIP3MI != "78/2026" {
		t.Errorf("%+v, %v", a, err)
	}
	events, err := s.db.AgencyEvents(t.Context(), s.agency)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, string(e.Kind))
		if e.RecordedBy != "Ani Wijaya" {
			t.Errorf("%+v", e)
		}
	}
	if want := []string{"licensed", "revoked", "renamed", "renewed", "reinstated", "suspended"}; !slices.Equal(kinds, want) {
		t.Errorf("history %v", kinds)
	}
	trail, _, err := s.db.AuditTrail(t.Context(), postgres.AuditFilter{Entity: "agency", EntityID: s.agency, Limit: 20})
	if err != nil || len(trail) != 6 || trail[5].Action != "agency.suspended" || trail[5].AccountID != ani.AccountID {
		t.Errorf("trail %+v, %v", trail, err)
	}
}

func TestTwoOfficersDecideOnOneAgency(t *testing.T) {
	s := newShelf(t)
	ani, budi := s.officer("Ani Wijaya"), s.officer("Budi Santosa")
	suspend := app.LicenceStep{Kind: app.AgencySuspension, EffectiveOn: time.Now(), Reason: "diperiksa"}
	revoke := app.LicenceStep{Kind: app.AgencyRevocation, EffectiveOn: time.Now(), Reason: "memalsukan"}
	var wg sync.WaitGroup
	var first, second error
	wg.Go(func() { _, first = s.db.RecordLicence(t.Context(), ani, s.agency, 1, suspend) })
	wg.Go(func() { _, second = s.db.RecordLicence(t.Context(), budi, s.agency, 1, revoke) })
	wg.Wait()
	if (first == nil) == (second == nil) {
		t.Fatalf("one must win: %v, %v", first, second)
	}
	if err := errors.Join(first, second); app.KindOf(err) != app.Conflict {
		t.Error(err)
	}
	if events, err := s.db.AgencyEvents(t.Context(), s.agency); err != nil || len(events) != 1 {
		t.Errorf("%+v, %v", events, err)
	}

	a, err := s.db.AgencyForDesk(t.Context(), ani, s.agency)
	if err != nil {
		t.Fatal(err)
	}
	mine, theirs := a, a
	mine.City, theirs.City = "Bekasi", "Depok"
	if _, err := s.db.UpdateAgency(t.Context(), ani, mine); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.UpdateAgency(t.Context(), ani, mine); err != nil {
		t.Errorf("sent twice: %v", err)
	}
	if _, err := s.db.UpdateAgency(t.Context(), budi, theirs); app.KindOf(err) != app.Conflict {
		t.Errorf("the later change: %v", err)
	}
	if err := s.db.MarkAgencyChecked(t.Context(), budi, s.agency); err != nil {
		t.Fatal(err)
	}
	if a, err = s.db.AgencyForDesk(t.Context(), ani, s.agency); err != nil || a.City != "Bekasi" || a.CheckedBy != "Budi Santosa" || !app.SameDay(a.CheckedOn, time.Now()) {
		t.Errorf("%+v, %v", a, err)
	}
}

// The state stood among the companies, with words in place of a licence.
func TestTheStateThatStoodAmongTheCompanies(t *testing.T) {
	s := newShelf(t)
	s.exec(`DROP VIEW public_jobs, all_jobs; ALTER TABLE agencies DROP COLUMN kind; CREATE VIEW all_jobs AS SELECT 1; CREATE VIEW public_jobs AS SELECT 1`)
	state := s.insert("agencies", row{"slug": "negara", "name": "Negara", "sip3mi": "tidak diperlukan: penempatan oleh pemerintah", "licence_until": s.day(-3)})
	s.insert("agency_events", row{"agency_id": state, "kind": "licensed", "effective_on": s.day(-90), "sip3mi": "x", "licence_until": s.day(-3)})
	s.job("eps", row{"agency_id": state})
	s.job("las", nil)
	up, err := os.ReadFile("../../migrations/00057_government.sql")
	if err != nil {
		t.Fatal(err)
	}
	s.exec(string(up))
	a, err := s.db.AgencyBySlug(t.Context(), "negara")
	if err != nil || a.Kind != app.Government || a.SIP3MI != "" || !a.LicenceUntil.IsZero() {
		t.Errorf("it is %+v, %v", a, err)
	}
	if events, err := s.db.AgencyEvents(t.Context(), state); err != nil || len(events) != 0 {
		t.Errorf("its history is %v, %v", events, err)
	}
	if n := s.number(`SELECT count(*) FROM public_jobs`); n != 2 {
		t.Errorf("%d jobs are public", n)
	}
}
