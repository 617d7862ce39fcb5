package app

import (
	"errors"
	"slices"
	"testing"
	"time"
)

var agencyDay = time.Date(2026, 11, 24, 9, 0, 0, 0, Jakarta)

func licensed(name, number string) Agency {
	return Agency{Kind: P3MI, Name: name, SIP3MI: number, LicenceUntil: agencyDay.AddDate(1, 0, 0), Status: AgencyActive}
}

func TestStandingOfALicence(t *testing.T) {
	for _, tt := range []struct {
		status AgencyStatus
		days   int
		want   AgencyStanding
		places bool
	}{
		{AgencyActive, 61, StandingActive, true},
		{AgencyActive, 60, StandingExpiring, true},
		{AgencyActive, 0, StandingExpiring, true}, // its last day
		{AgencyActive, -1, StandingExpired, false},
		{AgencySuspended, 300, StandingSuspended, false},
		{AgencySuspended, -1, StandingSuspended, false},
		{AgencyRevoked, 300, StandingRevoked, false},
	} {
		a := Agency{Status: tt.status, LicenceUntil: Day(agencyDay).AddDate(0, 0, tt.days)}
		if got := a.Standing(agencyDay); got != tt.want || a.MayPlace(agencyDay) != tt.places {
			t.Errorf("%s, %d days: %s, places %v", tt.status, tt.days, got, a.MayPlace(agencyDay))
		}
	}
}

func TestStepsOfALicence(t *testing.T) {
	a := licensed("PT Bahtera Karya", "118/2021")
	a.FormerNames = "Bahtera Jaya"
	step := func(k AgencyEventKind) LicenceStep {
		return LicenceStep{Kind: k, EffectiveOn: agencyDay, Reason: "sebab", SIP3MI: "200/2026", LicenceUntil: agencyDay.AddDate(5, 0, 0), Name: "PT Bahtera Baru"}
	}
	after := func(kinds ...AgencyEventKind) (Agency, error) {
		now, err := a, error(nil)
		for _, k := range kinds {
			if now, err = step(k).Apply(now); err != nil {
				return now, err
			}
		}
		return now, nil
	}
	for _, tt := range []struct {
		steps  []AgencyEventKind
		status AgencyStatus
		number string
		fails  bool
	}{
		{[]AgencyEventKind{AgencyRenewed}, AgencyActive, "200/2026", false},
		{[]AgencyEventKind{AgencySuspension}, AgencySuspended, "118/2021", false},
		{[]AgencyEventKind{AgencySuspension, AgencyRenewed}, AgencySuspended, "200/2026", false}, // a renewal does not lift it
		{[]AgencyEventKind{AgencySuspension, AgencyReinstated}, AgencyActive, "118/2021", false},
		{[]AgencyEventKind{AgencySuspension, AgencySuspension}, AgencySuspended, "", true},
		{[]AgencyEventKind{AgencyReinstated}, AgencyActive, "", true},
		{[]AgencyEventKind{AgencyRevocation, AgencyReinstated}, AgencyRevoked, "", true},
		{[]AgencyEventKind{AgencyRevocation, AgencyRenewed}, AgencyRevoked, "", true},
		{[]AgencyEventKind{AgencyRevocation, AgencyLicensed}, AgencyActive, "200/2026", false},
		{[]AgencyEventKind{AgencyLicensed}, AgencyActive, "", true},
	} {
		got, err := after(tt.steps...)
		if tt.fails != errors.Is(err, ErrStepNotPossible) || got.Status != tt.status || !tt.fails && got.SIP3MI != tt.number {
			t.Errorf("%v: %+v, %v", tt.steps, got, err)
		}
	}
	if got, err := after(AgencyRenamed); err != nil || got.Name != "PT Bahtera Baru" || got.FormerNames != "PT Bahtera Karya\nBahtera Jaya" {
		t.Errorf("renamed: %+v, %v", got, err)
	}
}

func TestWhatAStepNeeds(t *testing.T) {
	a := licensed("PT Bahtera Karya", "118/2021")
	for name, tt := range map[string]struct {
		step LicenceStep
		want []string
	}{
		"suspended without a reason":  {LicenceStep{Kind: AgencySuspension, EffectiveOn: agencyDay, Reason: "  "}, []string{"reason"}},
		"suspended":                   {LicenceStep{Kind: AgencySuspension, EffectiveOn: agencyDay, Reason: "pemeriksaan"}, nil},
		"from tomorrow":               {LicenceStep{Kind: AgencyRevocation, EffectiveOn: agencyDay.AddDate(0, 0, 1), Reason: "x"}, []string{"effective_on"}},
		"no date":                     {LicenceStep{Kind: AgencyRevocation, Reason: "x"}, []string{"effective_on"}},
		"renewed with nothing":        {LicenceStep{Kind: AgencyRenewed, EffectiveOn: agencyDay}, []string{"sip3mi", "licence_until"}},
		"renewed with the same":       {LicenceStep{Kind: AgencyRenewed, EffectiveOn: agencyDay, SIP3MI: a.SIP3MI, LicenceUntil: a.LicenceUntil}, []string{"licence_until"}},
		"renewed until yesterday":     {LicenceStep{Kind: AgencyRenewed, EffectiveOn: agencyDay, SIP3MI: "2", LicenceUntil: agencyDay.AddDate(0, 0, -1)}, []string{"licence_until"}},
		"renewed for a thousand":      {LicenceStep{Kind: AgencyRenewed, EffectiveOn: agencyDay, SIP3MI: "2", LicenceUntil: agencyDay.AddDate(1000, 0, 0)}, []string{"licence_until"}},
		"renamed to the same":         {LicenceStep{Kind: AgencyRenamed, EffectiveOn: agencyDay, Name: a.Name}, []string{"name"}},
		"renamed to a legal form":     {LicenceStep{Kind: AgencyRenamed, EffectiveOn: agencyDay, Name: "P.T."}, []string{"name"}},
		"renamed without a reason":    {LicenceStep{Kind: AgencyRenamed, EffectiveOn: agencyDay, Name: "PT Bahtera Baru"}, nil},
		"reinstated without a reason": {LicenceStep{Kind: AgencyReinstated, EffectiveOn: agencyDay}, []string{"reason"}},
	} {
		var got []string
		for _, e := range tt.step.Check(&a, agencyDay) {
			got = append(got, e.Field)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestCheckAgency(t *testing.T) {
	good := licensed("PT Bahtera Karya", "118/2021")
	good.Phone, good.Email, good.Website = "(021) 5550 0140", "kantor@bahtera.example", "https://bahtera.example"
	if errs := good.Check(); len(errs) > 0 {
		t.Errorf("a good one: %v", errs)
	}
	for field, spoil := range map[string]func(*Agency){
		"name":          func(a *Agency) { a.Name = "PT." },
		"sip3mi":        func(a *Agency) { a.SIP3MI = " " },
		"licence_until": func(a *Agency) { a.LicenceUntil = time.Time{} },
		"phone":         func(a *Agency) { a.Phone = "nanti" },
		"email":         func(a *Agency) { a.Email = "kantor" },
		"website":       func(a *Agency) { a.Website = "javascript:alert(1)" },
	} {
		a := good
		spoil(&a)
		if errs := a.Check(); len(errs) != 1 || errs[0].Field != field {
			t.Errorf("%s: %v", field, errs)
		}
	}
}

func TestTheStateNeedsNoLicence(t *testing.T) {
	a := Agency{Kind: Government, Name: "Penempatan Pemerintah", Status: AgencyActive}
	if errs := a.Check(); len(errs) > 0 {
		t.Errorf("without a licence: %v", errs)
	}
	if a.Standing(agencyDay) != StandingActive || !a.MayPlace(agencyDay) || a.Key() != a.Name {
		t.Errorf("it stands as %s, named %s", a.Standing(agencyDay), a.Key())
	}
	if _, err := (LicenceStep{Kind: AgencyRevocation, EffectiveOn: agencyDay, Reason: "x"}).Apply(a); err == nil {
		t.Error("what is not there is revoked")
	}
	a.SIP3MI = "1/2024"
	if errs := a.Check(); len(errs) != 1 || errs[0].Field != "sip3mi" {
		t.Errorf("with a number: %v", errs)
	}
}
