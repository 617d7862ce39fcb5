-- +goose Up
-- One person at one event, the ticket for it, and what happened at the gate.

CREATE TABLE registration_drafts (
    account_id bigint NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    event_id   bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    session_id bigint,
    consented  boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, event_id),
    FOREIGN KEY (event_id, session_id) REFERENCES event_sessions (event_id, id) ON DELETE SET NULL (session_id)
);

CREATE TABLE registrations (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id      bigint NOT NULL REFERENCES events (id),
    candidate_id  bigint NOT NULL REFERENCES candidates (id),
    session_id    bigint,
    status        text NOT NULL CHECK (status IN ('submitted', 'confirmed', 'waitlisted', 'accepted', 'reserve', 'rejected', 'cancelled', 'completed')),
    waitlist_no   bigint,
    source        text NOT NULL DEFAULT 'online' CHECK (source IN ('online', 'desk', 'import')),
    submitted_at  timestamptz NOT NULL DEFAULT now(),
    cancelled_at  timestamptz,
    cancel_reason text NOT NULL DEFAULT '',
    FOREIGN KEY (event_id, session_id) REFERENCES event_sessions (event_id, id),
    CHECK ((status = 'waitlisted') = (waitlist_no IS NOT NULL)),
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);
-- One live registration per person and event, whatever the application does.
CREATE UNIQUE INDEX registrations_one_live ON registrations (event_id, candidate_id) WHERE status NOT IN ('cancelled', 'rejected');
CREATE UNIQUE INDEX registrations_waiting ON registrations (event_id, waitlist_no) WHERE waitlist_no IS NOT NULL;
CREATE INDEX registrations_candidate ON registrations (candidate_id);

CREATE TABLE tickets (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    registration_id bigint NOT NULL REFERENCES registrations (id),
    event_id        bigint NOT NULL, -- its registration's, for the index of human codes
    code            text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'),
    issued_at       timestamptz NOT NULL DEFAULT now(),
    revoked_at      timestamptz
);
CREATE UNIQUE INDEX tickets_one_standing ON tickets (registration_id) WHERE revoked_at IS NULL;
-- What people type is unique within an event; the code leads the index so that
-- a gate also recognises the ticket of another event. It finds whole codes too,
-- whose 80 random bits are unique without being watched.
CREATE UNIQUE INDEX tickets_human ON tickets (left(code, 8), event_id);

-- That somebody was there. A gate admits a registration once per session;
-- an annulled mark stays as history.
CREATE TABLE attendances (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id        bigint NOT NULL, -- its registration's, for lists of one event
    registration_id bigint NOT NULL REFERENCES registrations (id),
    session_id      bigint,
    status          text NOT NULL DEFAULT 'present' CHECK (status IN ('present', 'late', 'excused', 'sick', 'absent')),
    gate_id         bigint,
    marked_by       bigint REFERENCES accounts (id),
    scan_id         uuid,                               -- the reading that made the mark
    scanned_at      timestamptz NOT NULL,               -- by the device, corrected
    recorded_at     timestamptz NOT NULL DEFAULT now(), -- when it reached us
    annulled_at     timestamptz,
    annul_reason    text NOT NULL DEFAULT '',
    FOREIGN KEY (event_id, session_id) REFERENCES event_sessions (event_id, id),
    FOREIGN KEY (event_id, gate_id) REFERENCES gates (event_id, id),
    CHECK (annulled_at IS NULL OR annul_reason <> '')
);
CREATE UNIQUE INDEX attendances_once ON attendances (registration_id, session_id) NULLS NOT DISTINCT WHERE annulled_at IS NULL;
CREATE INDEX attendances_event ON attendances (event_id, scanned_at);

-- Every reading of a code, also of codes that are not ours; never changed.
-- It refers by number only, without foreign keys: a log outlives what it
-- names, and this is the insert that a queue at a gate waits for.
CREATE TABLE scans (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scan_id    uuid NOT NULL UNIQUE, -- made by the device: a resent scan is the same scan
    event_id   bigint NOT NULL,
    gate_id    bigint,
    ticket_id  bigint,
    direction  text NOT NULL DEFAULT 'in' CHECK (direction IN ('in', 'out')),
    outcome    text NOT NULL CHECK (outcome IN ('ok', 'duplicate', 'rejected')),
    refusal    text NOT NULL DEFAULT '',
    account_id bigint,
    scanned_at timestamptz NOT NULL,
    arrived_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((outcome = 'rejected') = (refusal <> ''))
);
CREATE INDEX scans_event ON scans (event_id, arrived_at DESC);
