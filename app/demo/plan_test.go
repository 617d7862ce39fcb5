package demo

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func testReference() reference {
	ref := reference{
		rates:     map[string]postgres.Rate{},
		kelurahan: []string{"31.71.01.1001", "31.74.01.1001", "31.74.04.1005", "31.74.09.1006", "31.75.02.1003"},
	}
	for _, d := range destinations() {
		ref.rates[d.currency] = postgres.Rate{Currency: d.currency, AsOf: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), Rupiah: 1000}
	}
	return ref
}

func at(day string, hour int) time.Time {
	d, err := time.ParseInLocation(time.DateOnly, day, app.Jakarta)
	if err != nil {
		panic(err)
	}
	return d.Add(time.Duration(hour) * time.Hour)
}

func TestOneSeedOneDayOnePlan(t *testing.T) {
	o := Options{Seed: 7, Candidates: 120, Jobs: 75}
	first := generate(at("2026-11-24", 13), o, testReference())
	if again := generate(at("2026-11-24", 13), o, testReference()); !reflect.DeepEqual(first, again) {
		t.Error("the same seed and moment give another plan")
	}
	later := generate(at("2026-11-24", 23), o, testReference())
	if !reflect.DeepEqual(first.candidates, later.candidates) || !reflect.DeepEqual(first.registrations, later.registrations) || !reflect.DeepEqual(first.jobs, later.jobs) {
		t.Error("the hour changes more than who has come")
	}
	if len(later.scans) <= len(first.scans) {
		t.Errorf("%d scans at 13.00 and %d at 23.00", len(first.scans), len(later.scans))
	}
	o.Seed = 8
	if other := generate(at("2026-11-24", 13), o, testReference()); reflect.DeepEqual(first.candidates, other.candidates) {
		t.Error("another seed gives the same people")
	}
}

// Weekends, the turn of the year and a leap day move class meetings and
// licences; the plan must hold on any of them.
func TestAnyDay(t *testing.T) {
	for _, day := range []string{"2026-11-24", "2026-11-28", "2026-12-31", "2027-01-03", "2028-02-29"} {
		for _, hour := range []int{0, 12, 23} {
			now := at(day, hour)
			p := generate(now, Options{Seed: 1, Candidates: 80, Jobs: 75}, testReference())
			for _, s := range p.scans {
				if s.ArrivedAt.After(now) {
					t.Fatalf("%s: a scan arrives at %s", now, s.ArrivedAt)
				}
			}
			for _, r := range p.registrations {
				if r.SubmittedAt.After(now) || r.CancelledAt != nil && (r.CancelledAt.After(now) || r.CancelledAt.Before(r.SubmittedAt)) {
					t.Fatalf("%s: registered at %s, cancelled at %v", now, r.SubmittedAt, r.CancelledAt)
				}
			}
			for _, k := range p.tickets {
				if k.RevokedAt != nil && (k.RevokedAt.After(now) || k.RevokedAt.Before(k.IssuedAt)) {
					t.Fatalf("%s: ticket of %s revoked at %s", now, k.IssuedAt, k.RevokedAt)
				}
			}
			for _, m := range p.marks {
				if m.RecordedAt.After(now) || m.ScannedAt.After(m.RecordedAt) {
					t.Fatalf("%s: a mark of %s is recorded at %s", now, m.ScannedAt, m.RecordedAt)
				}
			}
			barred := 0
			for _, j := range p.jobs {
				if a := p.agencies[j.AgencyID-1]; !a.MayPlace(now) {
					barred++
				}
			}
			if barred < 2 || barred > 8 {
				t.Errorf("%s: %d vacancies of companies that may not place", now, barred)
			}
			for i, e := range p.events {
				if !e.StartsAt.Before(e.EndsAt) || !e.OpensAt.Before(e.ClosesAt) {
					t.Errorf("%s: event %d runs backwards", now, i)
				}
			}
		}
	}
}

func TestMoreVacanciesThanOffers(t *testing.T) {
	p := generate(at("2026-11-24", 9), Options{Seed: 1, Candidates: 10, Jobs: 400}, testReference())
	if len(p.jobs) != 400 {
		t.Fatalf("%d vacancies", len(p.jobs))
	}
	slugs := map[string]bool{}
	for _, j := range p.jobs {
		if slugs[j.Slug] {
			t.Errorf("address %s twice", j.Slug)
		}
		slugs[j.Slug] = true
	}
}

func TestOffers(t *testing.T) {
	total := 0
	for _, o := range offers() {
		total += len(o.places)
		if _, ok := destinations()[o.country]; !ok {
			t.Errorf("%s: no destination %q", o.title, o.country)
		}
		if len(o.places) > longestRound {
			t.Errorf("%s: %d places, more than a round knows", o.title, len(o.places))
		}
		if len(o.tasks) < 3 || o.living == "" || o.about == "" || strings.Contains(o.title, "  ") {
			t.Errorf("%s: told too little", o.title)
		}
		if o.ageMax > 0 && o.ageReason == "" || o.men+o.women > 0 && o.either == 0 && o.sexReason == "" {
			t.Errorf("%s: a limit without its reason", o.title)
		}
		if o.scheme == app.SSW && (o.test == "" || o.skill == "") {
			t.Errorf("%s: SSW needs a language and a skill test", o.title)
		}
		if o.test == "EPS-TOPIK" && (o.education.Rank() < app.SLTP.Rank() || o.ageMin != 18 || o.ageMax != 39) {
			t.Errorf("%s: EPS takes people from 18 to 39 years old who finished junior secondary school", o.title)
		}
	}
	if total != 76 {
		t.Errorf("%d offers at employers; the default number of vacancies should say so", total)
	}
}

func TestRounded(t *testing.T) {
	for _, tc := range []struct {
		amount int64
		factor float64
		want   int64
	}{
		{2_156_880, 1.03, 2_156_880}, {198_000, 1.02, 202_000}, {29_500, 1, 29_500}, {1_700, 1.03, 1_750}, {620, 1.01, 630},
	} {
		if got := rounded(tc.amount, tc.factor); got != tc.want {
			t.Errorf("rounded(%d, %v) = %d, want %d", tc.amount, tc.factor, got, tc.want)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Perawat lansia (kaigo) di panti Osaka": "perawat-lansia-kaigo-di-panti-osaka",
		"Juru las MIG/MAG Wrocław":              "juru-las-mig-mag-wroclaw",
		"  PT Kapulaga ":                        "pt-kapulaga",
	} {
		if got := app.Slug(in); got != want {
			t.Errorf("app.Slug(%q) = %q, want %q", in, got, want)
		}
	}
}
