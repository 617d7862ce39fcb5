-- +goose Up
-- Overseas jobs and who offers them.

CREATE TABLE agencies (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug          text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name          text NOT NULL UNIQUE,
    sip3mi        text NOT NULL UNIQUE,
    licence_until date NOT NULL,
    status        text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'revoked')),
    city          text NOT NULL DEFAULT '',
    phone         text NOT NULL DEFAULT '',
    website       text NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE jobs (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug            text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    agency_id       bigint NOT NULL REFERENCES agencies (id),
    title           text NOT NULL CHECK (title <> ''),
    sector          text NOT NULL,
    country         char(2) NOT NULL REFERENCES countries (iso2),
    city            text NOT NULL DEFAULT '',
    scheme          text NOT NULL CHECK (scheme IN ('g_to_g', 'g_to_p', 'p_to_p', 'ukps', 'individual', 'ssw')),
    employer        text NOT NULL DEFAULT '',
    formal          boolean NOT NULL DEFAULT true,
    quota_men       int NOT NULL DEFAULT 0 CHECK (quota_men >= 0),
    quota_women     int NOT NULL DEFAULT 0 CHECK (quota_women >= 0),
    quota_either    int NOT NULL DEFAULT 0 CHECK (quota_either >= 0),
    permit_left     int NOT NULL DEFAULT 0 CHECK (permit_left >= 0),
    age_min         int NOT NULL DEFAULT 18 CHECK (age_min = 0 OR age_min >= 18), -- UU 18/2017 art. 5
    age_max         int NOT NULL DEFAULT 0,
    age_reason      text NOT NULL DEFAULT '',
    sex_reason      text NOT NULL DEFAULT '',
    education       text CHECK (education IN ('none', 'sd', 'sltp', 'slta', 'diploma', 'bachelor', 'master')),
    experience      text NOT NULL DEFAULT '',
    language_test   text NOT NULL DEFAULT '',
    language_level  text NOT NULL DEFAULT '',
    skill_test      text NOT NULL DEFAULT '',
    salary_min      bigint NOT NULL DEFAULT 0 CHECK (salary_min >= 0),
    salary_max      bigint NOT NULL DEFAULT 0,
    currency        char(3) NOT NULL,
    salary_rupiah   bigint NOT NULL DEFAULT 0,
    rate_date       date,
    overtime        text NOT NULL DEFAULT '',
    deductions      text NOT NULL DEFAULT '',
    contract_months int NOT NULL DEFAULT 0 CHECK (contract_months >= 0),
    hours_per_day   int NOT NULL DEFAULT 8 CHECK (hours_per_day BETWEEN 1 AND 16),
    days_per_week   int NOT NULL DEFAULT 6 CHECK (days_per_week BETWEEN 1 AND 7),
    leave_days      int NOT NULL DEFAULT 0,
    lodging         text NOT NULL DEFAULT '',
    meals           text NOT NULL DEFAULT '',
    transport       text NOT NULL DEFAULT '',
    insurance       text NOT NULL DEFAULT '',
    description     text NOT NULL DEFAULT '',
    sip2mi          text NOT NULL DEFAULT '',
    job_order       text NOT NULL DEFAULT '',
    permit_until    date,
    official_link   text NOT NULL DEFAULT '',
    status          text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'in_review', 'published', 'closed')),
    closes_on       date,
    published_at    timestamptz,
    written_by      bigint REFERENCES accounts (id),
    verified_by     bigint REFERENCES accounts (id),
    verified_name   text NOT NULL DEFAULT '',
    verified_at     timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CHECK (salary_max = 0 OR salary_max >= salary_min),
    CHECK (age_max = 0 OR age_max >= age_min),
    CHECK (age_max = 0 OR age_reason <> ''),                                   -- an upper age limit needs its reason
    CHECK (quota_men + quota_women = 0 OR quota_either > 0 OR sex_reason <> ''), -- so does asking for one sex
    CHECK (status <> 'published' OR (published_at IS NOT NULL AND verified_at IS NOT NULL
        AND closes_on IS NOT NULL AND permit_until IS NOT NULL AND sip2mi <> '')),
    CHECK (verified_by IS NULL OR written_by IS NULL OR verified_by <> written_by)  -- four eyes
);
CREATE INDEX jobs_newest ON jobs (published_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX jobs_country ON jobs (country, published_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX jobs_sector ON jobs (sector, published_at DESC, id DESC) WHERE status = 'published';
CREATE INDEX jobs_best_paid ON jobs (salary_rupiah DESC, id DESC) WHERE status = 'published';
CREATE INDEX jobs_closing ON jobs (closes_on, id) WHERE status = 'published';
CREATE INDEX jobs_agency ON jobs (agency_id);

CREATE TABLE job_costs (
    job_id      bigint NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    position    int NOT NULL,
    item        text NOT NULL,
    amount      bigint NOT NULL CHECK (amount >= 0),
    currency    char(3) NOT NULL,
    payer       text NOT NULL CHECK (payer IN ('employer', 'agency', 'government', 'worker')),
    legal_basis text NOT NULL DEFAULT '',
    PRIMARY KEY (job_id, position)
);

-- What the public may see now. A job leaves by itself, with no process that
-- could be late: every reader of public jobs goes through this view.
CREATE VIEW public_jobs AS
SELECT j.*, a.name AS agency_name, a.slug AS agency_slug, a.sip3mi AS agency_sip3mi, a.licence_until AS agency_valid_till
FROM jobs j
JOIN agencies a ON a.id = j.agency_id
JOIN countries c ON c.iso2 = j.country
WHERE j.status = 'published'
  AND j.closes_on >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND j.permit_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND j.permit_left > 0
  AND a.status = 'active'
  AND a.licence_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date
  AND NOT c.closed;
