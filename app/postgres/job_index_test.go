package postgres_test

import (
	"testing"

	"gerbang/app"
	"gerbang/app/find"
)

func TestJobIndex(t *testing.T) {
	s := newShelf(t)
	id := s.job("kaigo", row{
		"language_or_test": "JFT-Basic", "language_or_level": "A2", "age_max": 35, "age_reason": "aturan visa", "experience_years": 2,
		"quota_either": 0, "quota_women": 3, "sex_reason": "asrama putri",
	})
	s.insert("job_costs", row{"job_id": id, "position": 1, "item": "Tiket", "amount": 7_500_000, "currency": "IDR", "payer": "employer"})
	paid := s.job("las", row{"education": nil})
	s.insert("job_costs", row{"job_id": paid, "position": 1, "item": "Paspor", "amount": 650_000, "currency": "IDR", "payer": "worker"})
	s.job("tanpa-biaya-tertulis", nil)
	s.job("rancangan", row{"status": "draft"})
	x, err := s.db.JobIndex(t.Context())
	if err != nil || x.Len() != 3 {
		t.Fatalf("%d jobs, %v", x.Len(), err)
	}
	j := *x.Job(id)
	want := find.Job{
		ID: id, Country: "JP", Sector: "keperawatan", Scheme: app.SSW, LanguageTest: "JLPT", LanguageLevel: "N4", LanguageOrTest: "JFT-Basic",
		LanguageOrLevel: "A2", Education: app.SLTA, ExperienceYears: 2, AgeMin: 18, AgeMax: 35, Women: true, Salary: 21_640_000, Free: true,
		ClosesOn: j.ClosesOn, PublishedAt: j.PublishedAt,
	}
	if j != want {
		t.Errorf("index holds %+v", j)
	}
	if j.ClosesOn.Format("2006-01-02") != s.day(20) {
		t.Errorf("closes on %v", j.ClosesOn)
	}
	if other := x.Job(paid); other.Free || other.Education != app.NoSchool || !other.Men {
		t.Errorf("index holds %+v", other)
	}
	if r := x.Search(find.Query{Free: true}, nil, 20); r.Total != 1 {
		t.Errorf("%d jobs are free: unknown costs are no promise", r.Total)
	}
}
