package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Eligibility returns who may take part in an event: everybody when nothing
// was said.
func (db *DB) Eligibility(ctx context.Context, eventID int64) (app.Eligibility, error) {
	return eligibility(ctx, db.sql, eventID)
}

func eligibility(ctx context.Context, q sqlx.QueryerContext, eventID int64) (app.Eligibility, error) {
	var rows []struct {
		AgeMin        int    `db:"age_min"`
		AgeMax        int    `db:"age_max"`
		AgeReason     string `db:"age_reason"`
		Sex           string `db:"sex"`
		SexReason     string `db:"sex_reason"`
		Education     string `db:"education"`
		RegionCode    string `db:"region_code"`
		RegionName    string `db:"region_name"`
		LanguageTest  string `db:"language_test"`
		LanguageLevel string `db:"language_level"`
		Notes         string `db:"notes"`
		NotesEN       string `db:"notes_en"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT y.age_min, y.age_max, y.age_reason, coalesce(y.sex, '') AS sex, y.sex_reason, coalesce(y.education, '') AS education,
		       coalesce(y.region_code, '') AS region_code, coalesce(r.name, '') AS region_name, y.language_test, y.language_level, y.notes, y.notes_en
		FROM event_eligibility y LEFT JOIN regions r ON r.code = y.region_code WHERE y.event_id = $1`, eventID); err != nil || len(rows) == 0 {
		return app.Eligibility{}, err
	}
	r := rows[0]
	return app.Eligibility{
		AgeMin: r.AgeMin, AgeMax: r.AgeMax, AgeReason: r.AgeReason, Sex: app.Sex(r.Sex), SexReason: r.SexReason, Education: app.Education(r.Education),
		RegionCode: r.RegionCode, RegionName: r.RegionName, LanguageTest: r.LanguageTest, LanguageLevel: r.LanguageLevel, Notes: r.Notes, NotesEN: r.NotesEN,
	}, nil
}

// Fit is how somebody stands to an event's conditions.
type Fit struct {
	Eligibility app.Eligibility
	Match       app.Match
}

// Fit returns how the actor's own profile stands to the conditions of an
// event, among them the one of a single active course at a time. Registering
// asks the same again at the last moment.
func (db *DB) Fit(ctx context.Context, actor *app.Actor, e *app.Event) (Fit, error) {
	rule, err := db.Eligibility(ctx, e.ID)
	if err != nil || actor == nil || actor.CandidateID == 0 || !rule.Asks() && !e.OneActiveCourse {
		return Fit{Eligibility: rule}, err
	}
	matches, err := db.assess(ctx, db.sql, e, &rule, []int64{actor.CandidateID})
	return Fit{Eligibility: rule, Match: matches[actor.CandidateID]}, err
}

// barred returns who of the items may not take part in the event.
func (db *DB) barred(ctx context.Context, tx *sqlx.Tx, e *lockedEvent, items []registerItem) (map[int64]bool, error) {
	if !e.selects && !e.OneActiveCourse {
		return nil, nil
	}
	if err := oneCourseAtATime(ctx, tx, e.Event); err != nil {
		return nil, err
	}
	rule, err := eligibility(ctx, tx, e.ID)
	if err != nil || !rule.Asks() && !e.OneActiveCourse {
		return nil, err
	}
	ids := make([]int64, len(items))
	for i, it := range items {
		ids[i] = it.candidate
	}
	matches, err := db.assess(ctx, tx, e.Event, &rule, ids)
	out := make(map[int64]bool, len(matches))
	for id, m := range matches {
		out[id] = m.Barred()
	}
	return out, err
}

// assess holds profiles against the conditions of an event, by candidate.
func (db *DB) assess(ctx context.Context, q sqlx.QueryerContext, e *app.Event, rule *app.Eligibility, candidates []int64) (map[int64]app.Match, error) {
	profiles, err := db.conditionsOf(ctx, q, e, candidates)
	if err != nil {
		return nil, err
	}
	var levels app.LanguageLevels
	if rule.LanguageTest != "" {
		if levels, err = languageLevels(ctx, q); err != nil {
			return nil, err
		}
		if err := certificatesOf(ctx, q, profiles); err != nil {
			return nil, err
		}
	}
	out := make(map[int64]app.Match, len(profiles))
	for id, p := range profiles {
		m := rule.Assess(&p.Profile, levels, e.StartsAt)
		if e.OneActiveCourse {
			m = append(m, app.Criterion{Kind: app.ByOtherCourse, State: app.NoOtherCourse(p.other)})
		}
		out[id] = m
	}
	return out, nil
}

// conditioned is as much of a profile as conditions ask about.
type conditioned struct {
	app.Profile
	other bool // is in another course that is not over
}

// inOtherCourse tells in SQL whether the candidate has a place in a course
// other than the event that is not over at now.
func inOtherCourse(candidate, event, now string) string {
	return `EXISTS (SELECT 1 FROM registrations o JOIN events x ON x.id = o.event_id
		WHERE o.candidate_id = ` + candidate + ` AND o.status IN ('confirmed', 'accepted') AND x.id <> ` + event + ` AND x.kind = 'course'
		AND x.status = 'published' AND x.ends_at > ` + now + `)`
}

// oneCourseAtATime keeps other courses from giving a place, so that two of
// them cannot give one to the same person at the same moment. It is taken
// after the lock of the event, of which a transaction has one.
func oneCourseAtATime(ctx context.Context, tx *sqlx.Tx, e *app.Event) error {
	if !e.OneActiveCourse {
		return nil
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('one active course'))`)
	return err
}

func (db *DB) conditionsOf(ctx context.Context, q sqlx.QueryerContext, e *app.Event, candidates []int64) (map[int64]*conditioned, error) {
	var rows []struct {
		ID         int64      `db:"id"`
		BirthDate  *time.Time `db:"birth_date"`
		Sex        string     `db:"sex"`
		OutsideDKI bool       `db:"outside_dki"`
		City       string     `db:"city"`
		RegionCode string     `db:"region_code"`
		RT         string     `db:"rt"`
		RW         string     `db:"rw"`
		Education  string     `db:"education"`
		Other      bool       `db:"other"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT c.id, c.birth_date, coalesce(c.sex, '') AS sex, c.outside_dki, c.city, coalesce(c.region_code, '') AS region_code, c.rt, c.rw,
		       coalesce(c.education, '') AS education,
		       $2 AND `+inOtherCourse("c.id", "$3", "$4")+` AS other
		FROM candidates c WHERE c.id = ANY ($1)`, pq.Array(candidates), e.OneActiveCourse, e.ID, db.now())
	if err != nil {
		return nil, err
	}
	out := make(map[int64]*conditioned, len(rows))
	for _, r := range rows {
		out[r.ID] = &conditioned{other: r.Other, Profile: app.Profile{Candidate: app.Candidate{
			ID: r.ID, BirthDate: orZero(r.BirthDate), Sex: app.Sex(r.Sex), Education: app.Education(r.Education),
			Address: app.Address{OutsideDKI: r.OutsideDKI, City: r.City, RegionCode: r.RegionCode, RT: r.RT, RW: r.RW},
		}}}
	}
	return out, nil
}

func certificatesOf(ctx context.Context, q sqlx.QueryerContext, profiles map[int64]*conditioned) error {
	ids := make([]int64, 0, len(profiles))
	for id := range profiles {
		ids = append(ids, id)
	}
	var rows []struct {
		CandidateID int64      `db:"candidate_id"`
		Test        string     `db:"test"`
		Level       string     `db:"level"`
		TakenOn     *time.Time `db:"taken_on"`
		ValidUntil  *time.Time `db:"valid_until"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT candidate_id, test, level, taken_on, valid_until FROM candidate_languages WHERE candidate_id = ANY ($1)`, pq.Array(ids)); err != nil {
		return err
	}
	for _, r := range rows {
		p := profiles[r.CandidateID]
		p.Certificates = append(p.Certificates, app.Certificate{Test: r.Test, Level: r.Level, TakenOn: orZero(r.TakenOn), ValidUntil: orZero(r.ValidUntil)})
	}
	return nil
}
