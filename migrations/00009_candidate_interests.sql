-- +goose Up
-- What a candidate can and has done, and which jobs they keep an eye on.

CREATE TABLE candidate_languages (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate_id   bigint NOT NULL REFERENCES candidates (id) ON DELETE CASCADE,
    test           text NOT NULL,
    level          text NOT NULL,
    taken_on       date,
    valid_until    date, -- NULL: it does not lapse, or it is not known
    certificate_no text NOT NULL DEFAULT '',
    created_at     timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (test, level) REFERENCES language_levels (test, level) ON UPDATE CASCADE,
    CONSTRAINT candidate_languages_once UNIQUE (candidate_id, test, level),
    CHECK (valid_until >= taken_on)
);

CREATE TABLE candidate_experience (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate_id bigint NOT NULL REFERENCES candidates (id) ON DELETE CASCADE,
    sector       text NOT NULL REFERENCES sectors (code) ON UPDATE CASCADE,
    title        text NOT NULL CHECK (title <> ''),
    employer     text NOT NULL DEFAULT '',
    country      char(2) NOT NULL REFERENCES countries (iso2),
    started_on   date NOT NULL CHECK (extract(day FROM started_on) = 1), -- months count, not days
    ended_on     date CHECK (extract(day FROM ended_on) = 1),            -- the last month; NULL while it goes on
    created_at   timestamptz NOT NULL DEFAULT now(),
    CHECK (ended_on >= started_on)
);
CREATE INDEX candidate_experience_candidate ON candidate_experience (candidate_id, started_on DESC);

-- Jobs that a candidate saved. Each is reminded of once before it closes, and
-- once when it leaves the public pages before its day.
CREATE TABLE saved_jobs (
    candidate_id    bigint NOT NULL REFERENCES candidates (id) ON DELETE CASCADE,
    job_id          bigint NOT NULL REFERENCES jobs (id),
    saved_at        timestamptz NOT NULL DEFAULT now(),
    closing_told_at timestamptz,
    missing_since   timestamptz, -- first seen off the public pages; a short absence is not told
    gone_told_at    timestamptz,
    PRIMARY KEY (candidate_id, job_id)
);
CREATE INDEX saved_jobs_job ON saved_jobs (job_id);
ALTER TABLE candidates ADD COLUMN saved_job_alerts boolean NOT NULL DEFAULT true;

-- Searches that a candidate saved, in the normal form of their address.
CREATE TABLE saved_searches (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate_id bigint NOT NULL REFERENCES candidates (id) ON DELETE CASCADE,
    name         text NOT NULL CHECK (name <> ''),
    query        text NOT NULL,
    frequency    text NOT NULL DEFAULT 'daily' CHECK (frequency IN ('instant', 'daily', 'weekly', 'off')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    seen_at      timestamptz NOT NULL DEFAULT now(), -- jobs published later are new to the candidate
    watermark    timestamptz NOT NULL DEFAULT now(), -- jobs published until then were looked at for alerts
    due_at       timestamptz NOT NULL DEFAULT now(), -- when to look again
    CONSTRAINT saved_searches_once UNIQUE (candidate_id, query)
);
CREATE INDEX saved_searches_due ON saved_searches (due_at) WHERE frequency <> 'off';

-- Which jobs a search has announced: each once, whatever happens to the job later.
CREATE TABLE saved_search_jobs (
    search_id    bigint NOT NULL REFERENCES saved_searches (id) ON DELETE CASCADE,
    job_id       bigint NOT NULL REFERENCES jobs (id),
    announced_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (search_id, job_id)
);
