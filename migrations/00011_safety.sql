-- +goose Up
-- Working abroad safely: warning signs and contacts that officers keep, what
-- the public reports to them, and announcements.

-- Rows of the reference files are known by their code, so that one that staff
-- renamed is not loaded a second time; those staff added have none.
ALTER TABLE hotlines
    DROP CONSTRAINT hotlines_channel_key,
    ADD COLUMN code         text UNIQUE,
    ADD COLUMN purpose_en   text NOT NULL DEFAULT '',
    ADD COLUMN hours_en     text NOT NULL DEFAULT '',
    ADD COLUMN urgent       boolean NOT NULL DEFAULT false, -- helps within minutes: shown above everything
    ADD COLUMN confirmed_on date,                           -- when somebody last made sure that it answers
    ADD COLUMN confirmed_name text NOT NULL DEFAULT '',
    ADD COLUMN updated_at   timestamptz,                    -- by staff; never since it was loaded when null
    ADD COLUMN updated_name text NOT NULL DEFAULT '';
UPDATE hotlines SET code = trim(BOTH '-' FROM regexp_replace(lower(channel), '[^a-z0-9]+', '-', 'g')), urgent = contact IN ('112', '110');

ALTER TABLE complaint_posts
    DROP CONSTRAINT complaint_posts_pkey,
    ADD COLUMN id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ADD COLUMN code         text UNIQUE,
    ADD COLUMN address      text NOT NULL DEFAULT '',
    ADD COLUMN hours        text NOT NULL DEFAULT '',
    ADD COLUMN source       text NOT NULL DEFAULT '',
    ADD COLUMN confirmed_on date,
    ADD COLUMN confirmed_name text NOT NULL DEFAULT '',
    ADD COLUMN updated_at   timestamptz,
    ADD COLUMN updated_name text NOT NULL DEFAULT '';
UPDATE complaint_posts SET code = region_code, source = 'ANTARA, 06-02-2025';

CREATE TABLE warning_signs (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text UNIQUE,
    position   int NOT NULL DEFAULT 0,
    title_id   text NOT NULL CHECK (title_id <> ''),
    text_id    text NOT NULL DEFAULT '',
    title_en   text NOT NULL DEFAULT '',
    text_en    text NOT NULL DEFAULT '',
    active     boolean NOT NULL DEFAULT true,
    updated_at timestamptz,
    updated_name text NOT NULL DEFAULT ''
);

-- What somebody from the public tells officers of: an offer, an agency or a
-- person. What is told, who is accused and how the reporter can be reached are
-- sealed; only columns that officers sort, search and count by are open.
CREATE TABLE reports (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code         text NOT NULL UNIQUE CHECK (code ~ '^LP-[0-9A-Z]{4}-[0-9A-Z]{4}$'), -- what the reporter follows it by
    pin_hash     bytea NOT NULL,
    request_id   uuid NOT NULL UNIQUE, -- made by the form: sent twice is one report
    locale       text NOT NULL DEFAULT 'id' CHECK (locale IN ('id', 'en')),
    job_id       bigint REFERENCES jobs (id),
    job_seen     jsonb,                -- the job as it stood at the time of the report
    kinds        text[] NOT NULL CHECK (cardinality(kinds) > 0),
    danger       boolean NOT NULL DEFAULT false, -- somebody is in danger now
    region_code  text REFERENCES regions (code) CHECK (length(region_code) = 13),
    rt           text NOT NULL DEFAULT '' CHECK (rt ~ '^(\d{3})?$'),
    rw           text NOT NULL DEFAULT '' CHECK (rw ~ '^(\d{3})?$'),
    country      char(2) REFERENCES countries (iso2), -- where to, or where from
    agency_name  text NOT NULL DEFAULT '',
    accused_sealed bytea,              -- name, number and account of who makes the offer
    phone_hash   bytea,                -- of their number: shows that several reports name it
    story_sealed bytea NOT NULL,
    contact_sealed bytea,              -- of the reporter, if they want to be reached
    wants_mail   boolean NOT NULL DEFAULT false,
    status       text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'in_progress', 'forwarded', 'closed')),
    outcome      text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'proven', 'unproven', 'outside', 'duplicate')),
    forwarded_to text NOT NULL DEFAULT '' CHECK (forwarded_to IN ('', 'bp3mi', 'ppapp', 'police', 'immigration')),
    handled_by   bigint REFERENCES accounts (id),
    handled_name text NOT NULL DEFAULT '',
    version      int NOT NULL DEFAULT 1, -- counts changes of the state: two officers never overwrite each other
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    closed_at    timestamptz,
    cleared_at   timestamptz,          -- when contact, accused and photos were deleted
    CHECK ((status = 'closed') = (outcome <> '')),
    CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
    CHECK (status <> 'forwarded' OR forwarded_to <> '')
);
CREATE INDEX reports_desk ON reports (status, danger DESC, created_at DESC, id DESC);
CREATE INDEX reports_job ON reports (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX reports_phone ON reports (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX reports_to_clear ON reports (closed_at) WHERE closed_at IS NOT NULL AND cleared_at IS NULL;

-- What became of a report. The reporter sees what is public of it, and never
-- who did it.
CREATE TABLE report_events (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id  bigint NOT NULL REFERENCES reports (id),
    request_id uuid NOT NULL UNIQUE,
    kind       text NOT NULL CHECK (kind IN ('received', 'taken', 'forwarded', 'note', 'reply', 'added', 'closed', 'reopened', 'revealed')),
    detail     text NOT NULL DEFAULT '', -- to whom it was forwarded; its outcome
    text_sealed bytea,
    account_id bigint REFERENCES accounts (id),
    actor_name text NOT NULL DEFAULT '', -- of the officer; empty for the reporter
    at         timestamptz NOT NULL DEFAULT now(),
    CHECK ((account_id IS NULL) = (kind IN ('received', 'added')))
);
CREATE INDEX report_events_report ON report_events (report_id, id);

-- Photos are kept from the moment they arrive, so that a form that has to be
-- mended does not ask for them again; those of forms that were never sent go.
CREATE TABLE report_photos (
    file_id    bigint PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE,
    request_id uuid NOT NULL, -- of the form
    report_id  bigint REFERENCES reports (id),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX report_photos_request ON report_photos (request_id);
CREATE INDEX report_photos_report ON report_photos (report_id);

CREATE TABLE announcements (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug       text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title      text NOT NULL CHECK (title <> ''),
    title_en   text NOT NULL DEFAULT '',
    body       text NOT NULL DEFAULT '', -- Markdown
    body_en    text NOT NULL DEFAULT '',
    cover_id   bigint REFERENCES files (id),
    thumb_id   bigint REFERENCES files (id), -- the cover, small
    cover_alt  text NOT NULL DEFAULT '',
    status     text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published')),
    publish_at timestamptz,               -- may lie ahead: it appears by itself
    published_once boolean NOT NULL DEFAULT false, -- its address is known and stays
    version    int NOT NULL DEFAULT 1,
    written_by bigint REFERENCES accounts (id),
    written_name text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    updated_name text NOT NULL DEFAULT '',
    CHECK (status <> 'published' OR publish_at IS NOT NULL AND published_once),
    CHECK (cover_id IS NULL OR cover_alt <> '' AND thumb_id IS NOT NULL)
);
CREATE INDEX announcements_newest ON announcements (publish_at DESC, id DESC) WHERE status = 'published';


CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON warning_signs FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON announcements FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
