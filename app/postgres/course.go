package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// courseColumns are those of courseRow, of an event e with its course k,
// which may be missing.
const courseColumns = `coalesce(k.trade, '') AS trade, coalesce(k.trade_en, '') AS trade_en, coalesce(k.batch, '') AS batch, coalesce(k.programme, 'regular') AS programme,
	coalesce(k.centre, '') AS centre, coalesce(k.lesson_hours, 0) AS lesson_hours, coalesce(k.days, 0) AS days,
	coalesce(k.outcomes, '') AS outcomes, coalesce(k.outcomes_en, '') AS outcomes_en, coalesce(k.certificate, '') AS certificate,
	coalesce(k.certificate_en, '') AS certificate_en, coalesce(k.attendance_percent, 0) AS attendance_percent,
	coalesce(k.bnsp_scheme, '') AS bnsp_scheme, ` + courseAimColumns

// courseAimColumns are what a course leads to.
const courseAimColumns = `coalesce(k.language_test, '') AS language_test, coalesce(k.language_level, '') AS language_level,
	ARRAY (SELECT x.sector FROM course_sectors x WHERE x.event_id = e.id ORDER BY x.sector) AS sectors`

type courseRow struct {
	Trade             string         `db:"trade"`
	TradeEN           string         `db:"trade_en"`
	Batch             string         `db:"batch"`
	Programme         string         `db:"programme"`
	Centre            string         `db:"centre"`
	LessonHours       int            `db:"lesson_hours"`
	Days              int            `db:"days"`
	Outcomes          string         `db:"outcomes"`
	OutcomesEN        string         `db:"outcomes_en"`
	Certificate       string         `db:"certificate"`
	CertificateEN     string         `db:"certificate_en"`
	AttendancePercent int            `db:"attendance_percent"`
	BNSPScheme        string         `db:"bnsp_scheme"`
	LanguageTest      string         `db:"language_test"`
	LanguageLevel     string         `db:"language_level"`
	Sectors           pq.StringArray `db:"sectors"`
}

func (r *courseRow) training() app.Training {
	return app.Training{
		Trade: r.Trade, TradeEN: r.TradeEN, Batch: r.Batch, Programme: app.Programme(r.Programme), Centre: r.Centre, LessonHours: r.LessonHours, Days: r.Days,
		Outcomes: r.Outcomes, OutcomesEN: r.OutcomesEN, Certificate: r.Certificate, CertificateEN: r.CertificateEN,
		AttendancePercent: r.AttendancePercent, BNSPScheme: r.BNSPScheme, LanguageTest: r.LanguageTest, LanguageLevel: r.LanguageLevel,
		Sectors: r.Sectors,
	}
}

// Stages returns the selection stages of a course, in order.
func (db *DB) Stages(ctx context.Context, eventID int64) ([]app.Stage, error) {
	stmt, err := db.prepared(ctx, `
		SELECT name, name_en, description, description_en, from_on, until_on FROM course_stages WHERE event_id = $1 ORDER BY position`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Name          string     `db:"name"`
		NameEN        string     `db:"name_en"`
		Description   string     `db:"description"`
		DescriptionEN string     `db:"description_en"`
		From          *time.Time `db:"from_on"`
		Until         *time.Time `db:"until_on"`
	}
	if err := stmt.SelectContext(ctx, &rows, eventID); err != nil {
		return nil, err
	}
	stages := make([]app.Stage, len(rows))
	for i, r := range rows {
		stages[i] = app.Stage{
			Name: r.Name, NameEN: r.NameEN, Description: r.Description, DescriptionEN: r.DescriptionEN, From: orZero(r.From), Until: orZero(r.Until),
		}
	}
	return stages, nil
}

func putEligibility(ctx context.Context, tx *sqlx.Tx, eventID int64, e *app.Eligibility) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO event_eligibility (event_id, age_min, age_max, age_reason, sex, sex_reason, education, region_code,
		                               language_test, language_level, notes, notes_en)
		VALUES ($1, $2, $3, $4, nullif($5, ''), $6, nullif($7, ''), nullif($8, ''), $9, $10, $11, $12)
		ON CONFLICT (event_id) DO UPDATE SET age_min = $2, age_max = $3, age_reason = $4, sex = nullif($5, ''), sex_reason = $6,
			education = nullif($7, ''), region_code = nullif($8, ''), language_test = $9, language_level = $10, notes = $11, notes_en = $12`,
		eventID, e.AgeMin, e.AgeMax, e.AgeReason, string(e.Sex), e.SexReason, string(e.Education), e.RegionCode,
		e.LanguageTest, e.LanguageLevel, e.Notes, e.NotesEN)
	return err
}

func putSectors(ctx context.Context, tx *sqlx.Tx, eventID int64, sectors []string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM course_sectors WHERE event_id = $1 AND NOT sector = ANY ($2)`, eventID, pq.Array(sectors)); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO course_sectors (event_id, sector) SELECT $1, s.code FROM sectors s WHERE s.code = ANY ($2) ON CONFLICT DO NOTHING`,
		eventID, pq.Array(sectors))
	return err
}

func putStages(ctx context.Context, tx *sqlx.Tx, eventID int64, stages []app.Stage) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM course_stages WHERE event_id = $1`, eventID); err != nil {
		return err
	}
	for i, s := range stages {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO course_stages (event_id, position, name, name_en, description, description_en, from_on, until_on)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			eventID, i+1, s.Name, s.NameEN, s.Description, s.DescriptionEN, dateOrNull(s.From), dateOrNull(s.Until)); err != nil {
			return err
		}
	}
	return nil
}
