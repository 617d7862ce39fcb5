package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"gerbang/app"
)

// Whether a job is public is said twice: by app.Job.Hindrances, for those who
// keep jobs, and by the view public_jobs, for everybody else. Here both look at
// the same jobs, with each condition by itself and many together.
func TestHindrancesAgreeWithThePublicView(t *testing.T) {
	s := newShelf(t)
	agencies := map[string]int64{}
	for _, status := range []string{"active", "suspended", "revoked"} {
		for n := -1; n <= 1; n++ {
			name := fmt.Sprintf("%s %d", status, n)
			agencies[name] = s.insert("agencies", row{
				"slug": fmt.Sprintf("pt-%s-%d", status, n+1), "name": "PT " + name, "sip3mi": name, "licence_until": s.day(n), "status": status,
			})
		}
	}
	agencies["government"] = s.insert("agencies", row{"slug": "negara", "name": "Negara", "kind": "government", "sip3mi": nil, "licence_until": nil})
	s.exec(`UPDATE countries SET closed = true, closed_reason = 'konflik' WHERE iso2 = 'MM'`)
	usual := row{
		"closes_on": s.day(1), "permit_until": s.day(1), "job_order_until": nil, "permit_left": 1, "permit_revoked_on": nil, "permit_revoked_reason": "",
		"agency_id": agencies["active 0"], "country": "JP", "status": "published",
	}
	choices := []struct {
		column string
		values []any
	}{
		{"closes_on", []any{s.day(-1), s.day(0), s.day(1)}},
		{"permit_until", []any{s.day(-1), s.day(0), s.day(1)}},
		{"job_order_until", []any{nil, s.day(-1), s.day(0), s.day(1)}},
		{"permit_left", []any{0, 1, 1000}},
		{"permit_revoked_on", []any{nil, s.day(-1), s.day(0)}},
		{"agency_id", func() (ids []any) {
			for _, id := range agencies {
				ids = append(ids, id)
			}
			return ids
		}()},
		{"country", []any{"JP", "MM"}},
		{"status", []any{"published", "published", "published", "draft", "in_review", "closed"}},
	}
	made := 0
	add := func(over row) {
		r := row{}
		for column, v := range usual {
			r[column] = v
		}
		for column, v := range over {
			r[column] = v
		}
		if r["permit_revoked_on"] != nil {
			r["permit_revoked_reason"] = "dicabut"
		}
		made++
		s.job(fmt.Sprintf("lowongan-%d", made), r)
	}
	for _, c := range choices {
		for _, v := range c.values {
			add(row{c.column: v})
		}
	}
	chance := rand.New(rand.NewPCG(31, 74))
	for range 400 {
		over := row{}
		for _, c := range choices {
			if chance.IntN(3) > 0 {
				over[c.column] = c.values[chance.IntN(len(c.values))]
			}
		}
		add(over)
	}

	ratna := s.officer("Ratna")
	rows, err := s.sql.QueryContext(t.Context(), `SELECT a.id, EXISTS (SELECT 1 FROM public_jobs p WHERE p.id = a.id) FROM jobs a ORDER BY a.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	seen := map[app.Hindrance]int{}
	public := 0
	for rows.Next() {
		var id int64
		var visible bool
		if err := rows.Scan(&id, &visible); err != nil {
			t.Fatal(err)
		}
		j, _ := s.desk(ratna, id)
		hindrances := j.Hindrances(time.Now())
		if want := j.Status == app.JobPublished && len(hindrances) == 0; want != visible {
			t.Errorf("%+v: public in SQL %v, in Go %v %v", j, visible, want, hindrances)
		}
		if visible {
			public++
		}
		for _, h := range hindrances {
			seen[h]++
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, h := range app.Hindrances() {
		if seen[h] == 0 {
			t.Errorf("no job is hindered by %s", h)
		}
	}
	if public < 10 || public == made {
		t.Errorf("%d of %d jobs are public: the test says little", public, made)
	}
}
