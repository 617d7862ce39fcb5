-- +goose Up
-- Everything a vacancy and its agency are known by, and what staff do to them.

CREATE EXTENSION IF NOT EXISTS pg_trgm; -- names and numbers typed with errors

CREATE TABLE sectors (
    code    text PRIMARY KEY CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name_id text NOT NULL CHECK (name_id <> ''),
    name_en text NOT NULL CHECK (name_en <> ''),
    active  boolean NOT NULL DEFAULT true -- offered in forms; those in use are shown either way
);

-- Levels of language tests. Within one language a higher rank means more is
-- known, also across tests: JFT-Basic A2 stands beside JLPT N4.
CREATE TABLE language_levels (
    test     text NOT NULL CHECK (test <> ''),
    level    text NOT NULL DEFAULT '',
    language char(2) NOT NULL CHECK (language ~ '^[a-z]{2}$'), -- ISO 639-1
    rank     int NOT NULL CHECK (rank > 0),
    active   boolean NOT NULL DEFAULT true,
    PRIMARY KEY (test, level)
);

-- Files that staff upload, pictures re-encoded. They lie in the database, so
-- that replicas share them and a backup holds them.
CREATE TABLE files (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text NOT NULL UNIQUE CHECK (key ~ '^[0-9a-z]{20,}$'), -- unguessable, in addresses
    content_type text NOT NULL,
    name         text NOT NULL DEFAULT '', -- as uploaded, for people
    width        int NOT NULL DEFAULT 0,
    height       int NOT NULL DEFAULT 0,
    body         bytea NOT NULL CHECK (length(body) > 0),
    public       boolean NOT NULL DEFAULT false, -- anybody with the address may see it
    uploaded_by  bigint REFERENCES accounts (id),
    created_at   timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE agencies
    ADD COLUMN address      text NOT NULL DEFAULT '',
    ADD COLUMN email        text NOT NULL DEFAULT '',
    ADD COLUMN former_names text NOT NULL DEFAULT '', -- and trade names, one per line: people search by them
    ADD COLUMN note         text NOT NULL DEFAULT '', -- for staff
    ADD COLUMN checked_on   date,                     -- last compared with the ministry's list
    ADD COLUMN checked_name text NOT NULL DEFAULT '',
    ADD COLUMN updated_by   bigint REFERENCES accounts (id);

-- What became of an agency's licence, appended and shown to the public.
CREATE TABLE agency_events (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agency_id     bigint NOT NULL REFERENCES agencies (id),
    kind          text NOT NULL CHECK (kind IN ('licensed', 'renewed', 'suspended', 'reinstated', 'revoked', 'renamed')),
    effective_on  date NOT NULL,
    sip3mi        text NOT NULL DEFAULT '',
    licence_until date,
    reason        text NOT NULL DEFAULT '',
    source        text NOT NULL DEFAULT '', -- letter or address where it can be read
    recorded_by   bigint REFERENCES accounts (id),
    recorded_name text NOT NULL DEFAULT '',
    recorded_at   timestamptz NOT NULL DEFAULT now(),
    CHECK (kind NOT IN ('suspended', 'revoked') OR reason <> '')
);
CREATE INDEX agency_events_agency ON agency_events (agency_id, effective_on DESC, id DESC);

-- Sectors were free words; each becomes a row that staff can name in both languages.
INSERT INTO sectors (code, name_id, name_en)
SELECT DISTINCT ON (code) code, sector, sector
FROM (SELECT trim(BOTH '-' FROM regexp_replace(lower(sector), '[^a-z0-9]+', '-', 'g')) AS code, sector FROM jobs) s
WHERE code <> '' ORDER BY code, sector;
UPDATE jobs SET sector = trim(BOTH '-' FROM regexp_replace(lower(sector), '[^a-z0-9]+', '-', 'g'));

DROP VIEW public_jobs;
ALTER TABLE jobs
    ADD FOREIGN KEY (sector) REFERENCES sectors (code),
    ADD COLUMN reference        text NOT NULL DEFAULT '', -- the writer's own code of it; imports recognise a vacancy by it
    ADD COLUMN title_en         text NOT NULL DEFAULT '',
    ADD COLUMN description_en   text NOT NULL DEFAULT '',
    ADD COLUMN kbji             text NOT NULL DEFAULT '' CHECK (kbji ~ '^(\d{4}(\.\d{2})?)?$'), -- Klasifikasi Baku Jabatan Indonesia
    ADD COLUMN foreign_partner  text NOT NULL DEFAULT '',
    ADD COLUMN experience_years int NOT NULL DEFAULT 0 CHECK (experience_years BETWEEN 0 AND 40),
    ADD COLUMN certificate      text NOT NULL DEFAULT '',
    ADD COLUMN health           text NOT NULL DEFAULT '',
    ADD COLUMN language_or_test  text NOT NULL DEFAULT '', -- a test that is accepted instead
    ADD COLUMN language_or_level text NOT NULL DEFAULT '',
    ADD COLUMN salary_period    text NOT NULL DEFAULT 'month' CHECK (salary_period IN ('hour', 'day', 'month', 'year')),
    ADD COLUMN job_order_until  date,
    ADD COLUMN permit_quota     int NOT NULL DEFAULT 0, -- of the SIP2MI; permit_left is what placements have left of it
    ADD COLUMN permit_revoked_on date,
    ADD COLUMN permit_revoked_reason text NOT NULL DEFAULT '',
    ADD COLUMN closed_reason    text NOT NULL DEFAULT '',
    ADD COLUMN closed_at        timestamptz;
UPDATE jobs SET permit_quota = permit_left;
UPDATE jobs SET age_reason = 'Alasan belum ditulis' WHERE age_min > 18 AND age_max = 0 AND age_reason = '';
ALTER TABLE jobs
    DROP CONSTRAINT jobs_check2, -- said more strictly below
    ADD CHECK (permit_left <= permit_quota),
    ADD CHECK (permit_revoked_on IS NULL OR permit_revoked_reason <> ''),
    ADD CHECK (language_or_test = '' OR language_test <> ''),
    -- UU 18/2017 art. 5 sets 18 years; any other limit of age needs its reason.
    ADD CONSTRAINT jobs_age_needs_reason CHECK ((age_max = 0 AND age_min <= 18) OR age_reason <> '');
CREATE UNIQUE INDEX jobs_reference ON jobs (agency_id, reference) WHERE reference <> '';
CREATE INDEX jobs_desk ON jobs (status, updated_at DESC, id DESC);

-- Placements run the quota of a permit down. They are never deleted: one
-- recorded by mistake is voided, with a reason, and gives its places back.
CREATE TABLE job_placements (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id      bigint NOT NULL REFERENCES jobs (id),
    request_id  uuid NOT NULL UNIQUE, -- made by the form: sent twice is recorded once
    workers     int NOT NULL CHECK (workers > 0),
    placed_on   date NOT NULL,
    note        text NOT NULL DEFAULT '',
    recorded_by bigint REFERENCES accounts (id),
    recorded_name text NOT NULL DEFAULT '',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    voided_at   timestamptz,
    void_reason text NOT NULL DEFAULT '',
    voided_name text NOT NULL DEFAULT '',
    CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE INDEX job_placements_job ON job_placements (job_id, placed_on DESC, id DESC);

-- Each decision of a verifier, with what it rests on. The last approval also
-- stands on the job (verified_by, verified_at).
CREATE TABLE job_verifications (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id      bigint NOT NULL REFERENCES jobs (id),
    outcome     text NOT NULL CHECK (outcome IN ('approved', 'returned')),
    evidence    text NOT NULL DEFAULT '', -- what was looked at: a letter, an address on the web
    file_id     bigint REFERENCES files (id),
    note        text NOT NULL DEFAULT '', -- what the writer must mend, when returned
    verified_by bigint REFERENCES accounts (id),
    verified_name text NOT NULL DEFAULT '',
    verified_at timestamptz NOT NULL DEFAULT now(),
    CHECK (outcome <> 'approved' OR evidence <> ''),
    CHECK (outcome <> 'returned' OR note <> '')
);
CREATE INDEX job_verifications_job ON job_verifications (job_id, id DESC);

-- Every job with what decides whether the public may see it.
CREATE VIEW all_jobs AS
SELECT j.*, a.name AS agency_name, a.slug AS agency_slug, a.sip3mi AS agency_sip3mi, a.licence_until AS agency_valid_till,
       a.status AS agency_status, c.name_id, c.name_en, c.closed AS country_closed, s.name_id AS sector_id, s.name_en AS sector_en
FROM jobs j
JOIN agencies a ON a.id = j.agency_id
JOIN countries c ON c.iso2 = j.country
JOIN sectors s ON s.code = j.sector;

-- What the public may see now. A job leaves by itself, with no process that
-- could be late: every reader of public jobs goes through this view. The same
-- rule in Go is app.Job.Hindrances.
CREATE VIEW public_jobs AS
SELECT * FROM all_jobs
WHERE status = 'published'
  AND closes_on >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND permit_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND (job_order_until IS NULL OR job_order_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date)
  AND permit_revoked_on IS NULL
  AND permit_left > 0
  AND agency_status = 'active'
  AND agency_valid_till >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND NOT country_closed;

CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON sectors FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON language_levels FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON agency_events FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
