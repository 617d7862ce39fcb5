-- +goose Up
-- Gates that work without internet, and people who come back.

ALTER TABLE events ADD COLUMN reentry text NOT NULL DEFAULT 'none' CHECK (reentry IN ('none', 'free', 'cooldown', 'daily'));
ALTER TABLE events ADD COLUMN reentry_minutes int NOT NULL DEFAULT 0 CHECK (reentry_minutes >= 0);
ALTER TABLE events ADD CONSTRAINT events_reentry CHECK ((reentry = 'cooldown') = (reentry_minutes > 0));

-- A telephone or tablet that reads tickets. It names itself once, when it is
-- paired with an event; what it reads without internet comes in its name.
CREATE TABLE scanners (
    id         uuid PRIMARY KEY, -- made by the device
    event_id   bigint NOT NULL REFERENCES events (id),
    gate_id    bigint,
    name       text NOT NULL DEFAULT '',
    account_id bigint NOT NULL REFERENCES accounts (id), -- who used it last
    paired_at  timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    waiting    int NOT NULL DEFAULT 0 CHECK (waiting >= 0), -- readings it had not sent when it was last seen
    battery    int CHECK (battery BETWEEN 0 AND 100),       -- per cent; empty when it does not say
    clock_ms   bigint NOT NULL DEFAULT 0,                   -- how far its clock was ahead of ours
    list_at    timestamptz,                                 -- how fresh the list of tickets it holds is
    revoked_at timestamptz,
    revoked_by bigint REFERENCES accounts (id),
    FOREIGN KEY (event_id, gate_id) REFERENCES gates (event_id, id)
);
CREATE INDEX scanners_event ON scanners (event_id, seen_at DESC);

-- told is what the device said to the officer by itself, before we knew of the
-- reading; empty when we answered. A reading that was told to be let in and
-- that we do not let in is a conflict.
ALTER TABLE attendances ADD COLUMN offline boolean NOT NULL DEFAULT false; -- the device let them in by itself, and told us later
ALTER TABLE scans ADD COLUMN told text NOT NULL DEFAULT '' CHECK (told IN ('', 'ok', 'duplicate', 'rejected', 'saved'));
ALTER TABLE scans ADD COLUMN scanner_id uuid;
ALTER TABLE scans ADD COLUMN forced text NOT NULL DEFAULT '';       -- the refusal that was overruled
ALTER TABLE scans ADD COLUMN force_reason text NOT NULL DEFAULT '';
ALTER TABLE scans ADD COLUMN returns boolean NOT NULL DEFAULT false; -- the event lets people in again: their last passage is looked up
ALTER TABLE scans ADD CONSTRAINT scans_forced CHECK ((forced <> '') = (force_reason <> ''));
CREATE INDEX scans_returns ON scans (ticket_id, scanned_at) WHERE returns;
CREATE INDEX scans_told ON scans (event_id, scanned_at) WHERE told <> '';

-- What a supervisor has looked at.
CREATE TABLE conflict_reviews (
    scan_id    uuid PRIMARY KEY,
    event_id   bigint NOT NULL REFERENCES events (id),
    account_id bigint NOT NULL REFERENCES accounts (id),
    note       text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL
);
