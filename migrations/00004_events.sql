-- +goose Up
-- A job fair, a course batch and an outreach session are all an event.

CREATE TABLE events (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('job_fair', 'course', 'outreach')),
    slug          text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title         text NOT NULL CHECK (title <> ''),
    summary       text NOT NULL DEFAULT '',
    description   text NOT NULL DEFAULT '',
    organizer     text NOT NULL DEFAULT '',
    venue         text NOT NULL DEFAULT '',
    address       text NOT NULL DEFAULT '',
    region_code   text REFERENCES regions (code),
    status        text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'cancelled', 'archived')),
    approval      text NOT NULL DEFAULT 'instant' CHECK (approval IN ('instant', 'review', 'selection')),
    capacity      int NOT NULL DEFAULT 0 CHECK (capacity >= 0), -- 0: the sessions alone limit
    starts_at     timestamptz NOT NULL,
    ends_at       timestamptz NOT NULL,
    opens_at      timestamptz NOT NULL,
    closes_at     timestamptz NOT NULL,
    early_minutes int NOT NULL DEFAULT 60 CHECK (early_minutes >= 0),
    late_minutes  int NOT NULL DEFAULT 60 CHECK (late_minutes >= 0),
    cancelled_at  timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CHECK (starts_at < ends_at),
    CHECK (opens_at < closes_at),
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);
CREATE INDEX events_upcoming ON events (kind, starts_at) WHERE status = 'published';

CREATE TABLE event_sessions (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id  bigint NOT NULL REFERENCES events (id),
    kind      text NOT NULL CHECK (kind IN ('entry', 'selection', 'meeting')),
    title     text NOT NULL DEFAULT '',
    place     text NOT NULL DEFAULT '',
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL,
    capacity  int NOT NULL DEFAULT 0 CHECK (capacity >= 0), -- 0: unlimited
    UNIQUE (event_id, id),
    CHECK (starts_at < ends_at),
    -- Two waves at one door at one time would bring back the crush that waves
    -- are for; nor can one class meet twice at once. (int8range stands in for
    -- an equality operator, which GiST lacks without an extension.)
    CONSTRAINT event_sessions_apart EXCLUDE USING gist (
        int8range(event_id, event_id, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&
    ) WHERE (kind IN ('entry', 'meeting'))
);
CREATE INDEX event_sessions_order ON event_sessions (event_id, starts_at);

-- Counters stand apart from what people edit and pages show, so that a rush
-- of registrations neither rewrites those rows nor empties the page cache.
-- They change only while the event's row is locked.
CREATE TABLE event_counters (
    event_id      bigint PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    registrations int NOT NULL DEFAULT 0 CHECK (registrations >= 0), -- all that ever were
    live          int NOT NULL DEFAULT 0 CHECK (live >= 0),
    taken         int NOT NULL DEFAULT 0 CHECK (taken >= 0),
    waiting       int NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    last_waiting  bigint NOT NULL DEFAULT 0
);
CREATE TABLE session_counters (
    session_id bigint PRIMARY KEY REFERENCES event_sessions (id) ON DELETE CASCADE,
    taken      int NOT NULL DEFAULT 0 CHECK (taken >= 0),
    waiting    int NOT NULL DEFAULT 0 CHECK (waiting >= 0)
);

-- +goose StatementBegin
CREATE FUNCTION add_counters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'events' THEN
        INSERT INTO event_counters (event_id) VALUES (NEW.id);
    ELSE
        INSERT INTO session_counters (session_id) VALUES (NEW.id);
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER events_counters AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION add_counters();
CREATE TRIGGER event_sessions_counters AFTER INSERT ON event_sessions FOR EACH ROW EXECUTE FUNCTION add_counters();

CREATE TABLE courses (
    event_id       bigint PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
    trade          text NOT NULL,             -- kejuruan, e.g. 'Bahasa Jepang'
    batch          text NOT NULL DEFAULT '',  -- angkatan
    programme      text NOT NULL DEFAULT 'regular' CHECK (programme IN ('regular', 'mtu')),
    centre         text NOT NULL DEFAULT '',
    lesson_hours   int NOT NULL DEFAULT 0 CHECK (lesson_hours >= 0), -- JP
    days           int NOT NULL DEFAULT 0 CHECK (days >= 0),
    schedule       text NOT NULL DEFAULT '',
    requirements   text NOT NULL DEFAULT '',  -- one per line
    stages         text NOT NULL DEFAULT '',  -- selection stages, one per line
    outcomes       text NOT NULL DEFAULT '',
    language_test  text NOT NULL DEFAULT '',
    language_level text NOT NULL DEFAULT ''
);

CREATE TABLE gates (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES events (id),
    name     text NOT NULL,
    UNIQUE (event_id, name),
    UNIQUE (event_id, id)
);

CREATE TABLE booths (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id  bigint NOT NULL REFERENCES events (id),
    number    text NOT NULL,
    agency_id bigint REFERENCES agencies (id), -- empty for an adviser stand
    title     text NOT NULL DEFAULT '',
    UNIQUE (event_id, number),
    UNIQUE (event_id, agency_id),
    CHECK (agency_id IS NOT NULL OR title <> '')
);

-- A vacancy as it is offered at one booth, which may differ from the listing.
CREATE TABLE booth_jobs (
    booth_id bigint NOT NULL REFERENCES booths (id) ON DELETE CASCADE,
    job_id   bigint NOT NULL REFERENCES jobs (id),
    openings int NOT NULL DEFAULT 0 CHECK (openings >= 0),
    PRIMARY KEY (booth_id, job_id)
);

-- Roles of accounts, each over a scope; an empty column does not limit.
CREATE TABLE grants (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    role        text NOT NULL CHECK (role IN ('candidate', 'petugas', 'panitia', 'mitra', 'officer', 'admin')),
    event_id    bigint REFERENCES events (id),
    booth_id    bigint REFERENCES booths (id),
    agency_id   bigint REFERENCES agencies (id),
    region_code text REFERENCES regions (code),
    granted_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (account_id, role, event_id, booth_id, agency_id, region_code)
);
