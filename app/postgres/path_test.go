package postgres_test

import (
	"fmt"
	"testing"

	"gerbang/app"
)

// The page of a job and the page of a course never disagree: for every pair,
// the job shows the course as one that opens it exactly when the course shows
// the job.
func TestCoursesAndJobsAgree(t *testing.T) {
	s := newShelf(t)
	ctx := t.Context()
	asks := []row{
		{"language_test": "", "language_level": ""},
		{"language_test": "JLPT", "language_level": "N5"}, {"language_test": "JLPT", "language_level": "N4"},
		{"language_test": "JLPT", "language_level": "N4", "language_or_test": "JFT-Basic", "language_or_level": "A2"},
		{"language_test": "JLPT", "language_level": "N3", "language_or_test": "JLPT", "language_or_level": "N4"},
		{"language_test": "JFT-Basic", "language_level": "A2"}, {"language_test": "JLPT", "language_level": "N2"},
		{"language_test": "EPS-TOPIK", "language_level": ""}, {"language_test": "Ujian lain", "language_level": "3"},
	}
	for i, ask := range asks {
		for _, sector := range []string{"keperawatan", "manufaktur"} {
			over := row{"sector": sector}
			for k, v := range ask {
				over[k] = v
			}
			s.job(fmt.Sprintf("lowongan-%d-%s", i, sector), over)
		}
	}
	for i, aim := range [][2]string{{"JLPT", "N5"}, {"JLPT", "N4"}, {"JFT-Basic", "A2"}, {"JLPT", "N3"}, {"EPS-TOPIK", ""}, {"Ujian lain", "3"}, {"", ""}, {"", ""}} {
		id := s.event(app.Course, fmt.Sprintf("kursus-%d", i), nil)
		s.insert("courses", row{"event_id": id, "trade": "Kejuruan", "language_test": aim[0], "language_level": aim[1]})
		if i >= 5 {
			if _, err := s.sql.Exec(`INSERT INTO course_sectors (event_id, sector) VALUES ($1, $2)`, id, []string{"manufaktur", "keperawatan", "manufaktur"}[i-5]); err != nil {
				t.Fatal(err)
			}
		}
	}

	levels, err := s.db.LanguageLevels(ctx)
	if err != nil {
		t.Fatal(err)
	}
	asked, err := s.db.AskedByJobs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	batches, err := s.db.CourseBatches(ctx)
	if err != nil || len(batches) != 8 {
		t.Fatalf("%d batches, %v", len(batches), err)
	}
	fromCourses := map[string]bool{}
	for i := range batches {
		cards, total, err := s.db.JobsAfter(ctx, &batches[i].Training, levels, asked, 1000)
		if err != nil || total != len(cards) {
			t.Fatalf("%s: %d cards, %d in all, %v", batches[i].Slug, len(cards), total, err)
		}
		for _, c := range cards {
			fromCourses[batches[i].Slug+" "+c.Slug] = true
		}
	}
	fromJobs := map[string]bool{}
	for i := range asks {
		for _, sector := range []string{"keperawatan", "manufaktur"} {
			job, err := s.db.PublicJob(ctx, fmt.Sprintf("lowongan-%d-%s", i, sector))
			if err != nil {
				t.Fatal(err)
			}
			ways, err := s.db.WaysToJob(ctx, job)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range ways.Courses {
				if w.Way.Opens() {
					fromJobs[w.Slug+" "+job.Slug] = true
				}
			}
		}
	}
	if len(fromJobs) == 0 {
		t.Fatal("no course opens any job")
	}
	for pair := range fromCourses {
		if !fromJobs[pair] {
			t.Errorf("%s: the course shows the job, the job not the course", pair)
		}
	}
	for pair := range fromJobs {
		if !fromCourses[pair] {
			t.Errorf("%s: the job shows the course, the course not the job", pair)
		}
	}
}
