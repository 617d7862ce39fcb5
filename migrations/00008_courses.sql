-- +goose Up
-- Courses in full: who may take part, how people are selected, what comes of it.

ALTER TABLE events
    ADD COLUMN title_en       text NOT NULL DEFAULT '',
    ADD COLUMN summary_en     text NOT NULL DEFAULT '',
    ADD COLUMN description_en text NOT NULL DEFAULT '',
    ADD COLUMN cancel_reason  text NOT NULL DEFAULT ''; -- shown on the page that a cancelled event keeps

-- Who may take part in an event of any kind. Each condition is a column, so
-- that registering can ask for it; only the notes are for people to judge.
CREATE TABLE event_eligibility (
    event_id       bigint PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    age_min        int NOT NULL DEFAULT 0 CHECK (age_min BETWEEN 0 AND 80), -- on the first day
    age_max        int NOT NULL DEFAULT 0 CHECK (age_max BETWEEN 0 AND 80), -- 0: no limit
    age_reason     text NOT NULL DEFAULT '',
    sex            text CHECK (sex IN ('male', 'female')), -- empty: both, which is the rule
    sex_reason     text NOT NULL DEFAULT '',
    education      text CHECK (education IN ('sd', 'sltp', 'slta', 'diploma', 'bachelor', 'master')), -- the least
    region_code    text REFERENCES regions (code), -- where one must live: province, city, kecamatan or kelurahan
    language_test  text NOT NULL DEFAULT '',
    language_level text NOT NULL DEFAULT '',
    notes          text NOT NULL DEFAULT '', -- further conditions, one per line
    notes_en       text NOT NULL DEFAULT '',
    CHECK (age_max = 0 OR age_max >= age_min),
    CHECK (age_max = 0 OR age_reason <> ''),
    CHECK (sex IS NULL OR sex_reason <> '')
);
INSERT INTO event_eligibility (event_id, notes) SELECT event_id, requirements FROM courses WHERE requirements <> '';

CREATE TABLE course_stages (
    event_id       bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    position       int NOT NULL CHECK (position > 0),
    name           text NOT NULL CHECK (name <> ''),
    name_en        text NOT NULL DEFAULT '',
    description    text NOT NULL DEFAULT '',
    description_en text NOT NULL DEFAULT '',
    from_on        date,
    until_on       date,
    PRIMARY KEY (event_id, position),
    CHECK (until_on IS NULL OR from_on <= until_on)
);
INSERT INTO course_stages (event_id, position, name)
SELECT c.event_id, row_number() OVER (PARTITION BY c.event_id ORDER BY l.n), trim(l.line)
FROM courses c, regexp_split_to_table(c.stages, '\n') WITH ORDINALITY AS l (line, n)
WHERE trim(l.line) <> '';

-- The sectors of jobs that a course prepares for.
CREATE TABLE course_sectors (
    event_id bigint NOT NULL REFERENCES courses (event_id) ON DELETE CASCADE,
    sector   text NOT NULL REFERENCES sectors (code),
    PRIMARY KEY (event_id, sector)
);
CREATE INDEX course_sectors_sector ON course_sectors (sector);

ALTER TABLE courses
    DROP COLUMN schedule,     -- told by the meetings themselves
    DROP COLUMN requirements,
    DROP COLUMN stages,
    ADD COLUMN outcomes_en        text NOT NULL DEFAULT '',
    ADD COLUMN certificate        text NOT NULL DEFAULT '', -- what one gets at the end
    ADD COLUMN certificate_en     text NOT NULL DEFAULT '',
    ADD COLUMN attendance_percent int NOT NULL DEFAULT 80 CHECK (attendance_percent BETWEEN 0 AND 100), -- of the meetings, for the certificate
    ADD COLUMN bnsp_scheme        text NOT NULL DEFAULT ''; -- of the competency test that follows

CREATE INDEX events_desk ON events (kind, status, starts_at DESC, id);

CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON event_eligibility FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON course_stages FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON course_sectors FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
