package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestWhatThePublicSees(t *testing.T) {
	s := newShelf(t)
	tests := map[string]struct {
		job     row
		agency  row
		closed  bool // the country
		visible bool
		gone    bool
	}{
		"as published":         {visible: true},
		"deadline today":       {job: row{"closes_on": s.day(0)}, visible: true},
		"deadline yesterday":   {job: row{"closes_on": s.day(-1)}, gone: true},
		"permit ends today":    {job: row{"permit_until": s.day(0)}, visible: true},
		"permit ended":         {job: row{"permit_until": s.day(-1)}, gone: true},
		"permit quota used up": {job: row{"permit_quota": 1000, "permit_left": 0}, gone: true},
		"one place left":       {job: row{"permit_quota": 1000, "permit_left": 1}, visible: true},
		"draft":                {job: row{"status": "draft", "published_at": nil}},
		"in review":            {job: row{"status": "in_review", "published_at": nil}},
		"draft, public before": {job: row{"status": "draft"}, gone: true},
		"closed":               {job: row{"status": "closed"}, gone: true},
		"licence ends today":   {agency: row{"licence_until": s.day(0)}, visible: true},
		"licence lapsed":       {agency: row{"licence_until": s.day(-1)}, gone: true},
		"agency suspended":     {agency: row{"status": "suspended"}, gone: true},
		"licence revoked":      {agency: row{"status": "revoked"}, gone: true},
		"country closed":       {closed: true, gone: true},
		"another country":      {job: row{"country": "KR"}, visible: true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t)
			s.job("lowongan", tt.job)
			for column, v := range tt.agency {
				s.exec(`UPDATE agencies SET `+column+` = $1`, v)
			}
			if tt.closed {
				s.exec(`UPDATE countries SET closed = true, closed_reason = 'konflik' WHERE iso2 = 'JP'`)
			}
			if got := len(s.jobs(postgres.JobFilter{}, postgres.NewestFirst)) == 1; got != tt.visible {
				t.Errorf("in the list: %v, want %v", got, tt.visible)
			}
			facets, err := s.db.JobFacets(t.Context())
			if err != nil || (len(facets) == 1) != tt.visible {
				t.Errorf("facets = %+v, %v", facets, err)
			}
			job, err := s.db.PublicJob(t.Context(), "lowongan")
			switch {
			case tt.visible && (err != nil || job.AgencyName != "PT Bahtera Karya" || job.CountryEN == ""):
				t.Errorf("page: %+v, %v", job, err)
			case tt.gone && (!errors.Is(err, app.ErrGone) || job.Title != "Perawat lansia" || job.Country == "" || job.SalaryMin != 0):
				t.Errorf("page: %+v, %v; want gone", job, err)
			case !tt.visible && !tt.gone && !errors.Is(err, app.ErrNotFound):
				t.Errorf("page: %v, want not found", err)
			}
		})
	}
}

func TestJobFilters(t *testing.T) {
	s := newShelf(t)
	now := time.Now()
	s.job("kaigo", row{"published_at": now.Add(-4 * time.Hour)})
	s.job("las", row{"title": "Operator las 100%", "sector": "manufaktur", "country": "KR", "city": "Ulsan", "scheme": "g_to_g", "employer": "Hanjin",
		"language_test": "EPS-TOPIK", "language_level": "", "education": "sltp", "salary_rupiah": 30_000_000, "closes_on": s.day(2), "published_at": now.Add(-3 * time.Hour)})
	s.job("perawat", row{"title": "Perawat rumah sakit", "country": "DE", "city": "Hamburg", "scheme": "g_to_g", "employer": "Klinikum", "language_test": "CEFR",
		"language_level": "B1", "education": "diploma", "salary_rupiah": 52_000_000, "closes_on": s.day(9), "published_at": now.Add(-2 * time.Hour)})
	s.job("kebun", row{"title": "Pekerja kebun", "sector": "pertanian", "country": "MY", "city": "", "scheme": "p_to_p", "employer": "Sime_Darby", "language_test": "",
		"language_level": "", "education": nil, "salary_rupiah": 0, "rate_date": nil, "closes_on": s.day(5), "published_at": now.Add(-1 * time.Hour)})

	tests := []struct {
		name   string
		filter postgres.JobFilter
		want   string // newest first
	}{
		{"none", postgres.JobFilter{}, "kebun perawat las kaigo"},
		{"country", postgres.JobFilter{Country: "KR"}, "las"},
		{"country without jobs", postgres.JobFilter{Country: "TW"}, ""},
		{"sector", postgres.JobFilter{Sector: "keperawatan"}, "perawat kaigo"},
		{"one scheme", postgres.JobFilter{Schemes: []app.Scheme{app.GToG}}, "perawat las"},
		{"two schemes", postgres.JobFilter{Schemes: []app.Scheme{app.GToG, app.SSW}}, "perawat las kaigo"},
		{"language", postgres.JobFilter{Test: "JLPT", Level: "N4"}, "kaigo"},
		{"language without level", postgres.JobFilter{Test: "EPS-TOPIK"}, "las"},
		{"no language", postgres.JobFilter{NoLanguage: true}, "kebun"},
		{"lowest education", postgres.JobFilter{Education: app.NoSchool}, "kebun"},
		{"sltp", postgres.JobFilter{Education: app.SLTP}, "kebun las"},
		{"slta", postgres.JobFilter{Education: app.SLTA}, "kebun las kaigo"},
		{"master", postgres.JobFilter{Education: app.Master}, "kebun perawat las kaigo"},
		{"unknown education", postgres.JobFilter{Education: "x"}, ""},
		{"word of the title", postgres.JobFilter{Words: []string{"PERAWAT"}}, "perawat kaigo"},
		{"word of the city", postgres.JobFilter{Words: []string{"ulsan"}}, "las"},
		{"word of the employer", postgres.JobFilter{Words: []string{"klinik"}}, "perawat"},
		{"word of the country", postgres.JobFilter{Words: []string{"jepang"}}, "kaigo"},
		{"English country", postgres.JobFilter{Words: []string{"germany"}}, "perawat"},
		{"two words", postgres.JobFilter{Words: []string{"perawat", "jepang"}}, "kaigo"},
		{"per cent", postgres.JobFilter{Words: []string{"%"}}, "las"},
		{"underscore", postgres.JobFilter{Words: []string{"_"}}, "kebun"},
		{"backslash", postgres.JobFilter{Words: []string{`\`}}, ""},
		{"quote", postgres.JobFilter{Words: []string{`'; --`}}, ""},
		{"words and filters", postgres.JobFilter{Words: []string{"perawat"}, Country: "DE", Sector: "keperawatan", Education: app.Bachelor}, "perawat"},
		{"all filters", postgres.JobFilter{Country: "JP", Sector: "keperawatan", Schemes: []app.Scheme{app.SSW}, Test: "JLPT", Level: "N4", Education: app.SLTA}, "kaigo"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(s.jobs(tt.filter, postgres.NewestFirst), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			found, total, err := s.db.SearchJobs(t.Context(), tt.filter, postgres.NewestFirst, 0, 1)
			if err != nil || total != len(strings.Fields(tt.want)) || len(found) != min(1, total) {
				t.Errorf("search counts %d of %q, %v", total, tt.want, err)
			}
		})
	}
	for order, want := range map[postgres.JobSort]string{
		postgres.BestPaid: "perawat las kaigo kebun", postgres.ClosingFirst: "las kebun perawat kaigo", "unknown": "kebun perawat las kaigo",
	} {
		if got := strings.Join(s.jobs(postgres.JobFilter{}, order), " "); got != want {
			t.Errorf("by %s: %q, want %q", order, got, want)
		}
	}
	cards, err := s.db.Jobs(t.Context(), postgres.JobFilter{}, postgres.NewestFirst, 3, 20)
	if err != nil || len(cards) != 1 || cards[0].Slug != "kaigo" || cards[0].CountryID != "Jepang" || cards[0].AgencyName != "PT Bahtera Karya" {
		t.Errorf("last page: %+v, %v", cards, err)
	}
	if cards, _ := s.db.Jobs(t.Context(), postgres.JobFilter{}, postgres.NewestFirst, 0, 1); !cards[0].RateDate.IsZero() {
		t.Errorf("no rate date became %v", cards[0].RateDate)
	}
	if _, total, err := s.db.SearchJobs(t.Context(), postgres.JobFilter{Words: []string{"perawat"}}, postgres.NewestFirst, 20, 20); err != nil || total != 0 {
		t.Errorf("past the end: %d, %v", total, err)
	}
}

func TestPublicJobWithCosts(t *testing.T) {
	s := newShelf(t)
	id := s.job("kaigo", row{"age_max": 35, "age_reason": "aturan visa"})
	s.insert("job_costs", row{"job_id": id, "position": 2, "item": "Visa", "amount": 0, "currency": "IDR", "payer": "employer"})
	s.insert("job_costs", row{"job_id": id, "position": 1, "item": "Tiket", "amount": 7_500_000, "currency": "IDR", "payer": "employer", "legal_basis": "UU 18/2017"})
	job, err := s.db.PublicJob(t.Context(), "kaigo")
	if err != nil {
		t.Fatal(err)
	}
	if len(job.Costs) != 2 || job.Costs[0].Item != "Tiket" || job.Costs[0].Amount != 7_500_000 || job.Costs[1].Payer != app.PaidByEmployer {
		t.Errorf("costs = %+v", job.Costs)
	}
	if job.AgeMin != 18 || job.AgeReason != "aturan visa" || job.VerifiedBy != "Rina" || job.AgencySIP3MI != "123/2024" || job.PermitLeft != 5 {
		t.Errorf("job = %+v", job)
	}
	if _, err := s.db.PublicJob(t.Context(), "tidak-ada"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}

func TestSimilarJobs(t *testing.T) {
	s := newShelf(t)
	id := s.job("ini", nil)
	s.job("negara-sama", row{"sector": "manufaktur"})
	s.job("dua-duanya", row{"published_at": time.Now().Add(-9 * time.Hour)})
	s.job("bidang-sama", row{"country": "DE", "published_at": time.Now().Add(-5 * time.Hour)})
	s.job("lain", row{"country": "KR", "sector": "manufaktur"})
	cards, err := s.db.SimilarJobs(t.Context(), &app.Job{ID: id, Country: "JP", Sector: "keperawatan"}, 3)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range cards {
		got = append(got, c.Slug)
	}
	if !slices.Equal(got, []string{"dua-duanya", "negara-sama", "bidang-sama"}) {
		t.Errorf("similar = %v", got)
	}
}

func TestWaysToJob(t *testing.T) {
	s := newShelf(t)
	id := s.job("kaigo", nil)
	fair := s.event(app.JobFair, "bursa", nil)
	booth := s.insert("booths", row{"event_id": fair, "number": "A1", "agency_id": s.agency})
	s.insert("booth_jobs", row{"booth_id": booth, "job_id": id, "openings": 4})
	for slug, level := range map[string]string{"jepang-n5": "N5", "jepang-n4": "N4"} {
		s.insert("courses", row{"event_id": s.event(app.Course, slug, nil), "trade": "Bahasa Jepang", "language_test": "JLPT", "language_level": level})
	}
	closed := s.event(app.Course, "jepang-tutup", row{"closes_at": time.Now().Add(-time.Hour)})
	s.insert("courses", row{"event_id": closed, "trade": "Bahasa Jepang", "language_test": "JLPT", "language_level": "N4"})

	ways, err := s.db.WaysToJob(t.Context(), &app.Job{ID: id, LanguageTest: "JLPT", LanguageLevel: "N4"})
	if err != nil {
		t.Fatal(err)
	}
	if len(ways.Fairs) != 1 || ways.Fairs[0].Booth != "A1" || len(ways.Courses) != 2 || ways.Courses[0].Slug != "jepang-n4" {
		t.Errorf("ways = %+v", ways)
	}
	if ways, err = s.db.WaysToJob(t.Context(), &app.Job{ID: 0}); err != nil || len(ways.Fairs)+len(ways.Courses) != 0 {
		t.Errorf("a job without language and booth: %+v, %v", ways, err)
	}
}
