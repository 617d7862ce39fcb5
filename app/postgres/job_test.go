package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/find"
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
			if got := len(s.jobs(find.Query{})) == 1; got != tt.visible {
				t.Errorf("in the list: %v, want %v", got, tt.visible)
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

// An index may be a moment old; what has left since is missing from the cards.
func TestJobCards(t *testing.T) {
	s := newShelf(t)
	now := time.Now()
	old := s.job("kaigo", row{"published_at": now.Add(-2 * time.Hour)})
	left := s.job("las", nil)
	young := s.job("kebun", row{"rate_date": nil, "salary_rupiah": 0})
	s.exec(`UPDATE jobs SET permit_left = 0 WHERE id = $1`, left)
	cards, err := s.db.JobCards(t.Context(), []int64{old, left, young, 1 << 60})
	if err != nil || len(cards) != 2 || cards[0].Slug != "kaigo" || cards[1].Slug != "kebun" {
		t.Fatalf("cards = %+v, %v", cards, err)
	}
	if cards[0].CountryID != "Jepang" || cards[0].AgencyName != "PT Bahtera Karya" || !cards[1].RateDate.IsZero() {
		t.Errorf("cards = %+v", cards)
	}
	if cards, err = s.db.JobCards(t.Context(), nil); err != nil || len(cards) != 0 {
		t.Errorf("of nothing: %+v, %v", cards, err)
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
