-- +goose Up
-- Messages about registrations: their texts, what is sent when, and what
-- became of it.

-- One kind of work for every message about a registration.
UPDATE outbox SET kind = 'registration.message',
    payload = payload || jsonb_build_object('message', CASE kind
        WHEN 'registration.placed' THEN 'placed' WHEN 'registration.moved' THEN 'moved' WHEN 'ticket.reissued' THEN 'reissued' ELSE 'cancelled' END)
WHERE kind IN ('registration.placed', 'registration.moved', 'registration.cancelled', 'ticket.reissued') AND jsonb_typeof(payload) = 'object';

-- What an organizer writes in place of a text that comes with Gerbang.
CREATE TABLE message_templates (
    event_id   bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    kind       text NOT NULL, -- an app.Letter
    locale     text NOT NULL CHECK (locale IN ('id', 'en')),
    subject    text NOT NULL CHECK (subject <> '' AND subject !~ '[[:cntrl:]]'),
    body       text NOT NULL CHECK (body <> ''),
    updated_by bigint REFERENCES accounts (id),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version    int NOT NULL DEFAULT 1,
    PRIMARY KEY (event_id, kind, locale)
);

-- A message of an organizer to some of those registered.
CREATE TABLE bulk_messages (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    client_id  text NOT NULL CHECK (client_id <> ''), -- made by the form: sent twice, it is one message
    account_id bigint REFERENCES accounts (id),
    filter     text NOT NULL DEFAULT '', -- as in the address of the list
    subject    text NOT NULL CHECK (subject <> '' AND subject !~ '[[:cntrl:]]'),
    body       text NOT NULL CHECK (body <> ''),
    subject_en text NOT NULL DEFAULT '' CHECK (subject_en !~ '[[:cntrl:]]'),
    body_en    text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (event_id, client_id)
);
CREATE TABLE bulk_recipients (
    bulk_id         bigint NOT NULL REFERENCES bulk_messages (id) ON DELETE CASCADE,
    registration_id bigint NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'unsubscribed', 'no_address')),
    reason          text NOT NULL DEFAULT '', -- why it failed
    outbox_id       bigint, -- no foreign key: finished work is swept
    changed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (bulk_id, registration_id)
);
CREATE INDEX bulk_recipients_registration ON bulk_recipients (registration_id);

-- Something that everybody registered for an event is to be told. A worker
-- goes through them in order of their ids and keeps here how far it got.
CREATE TABLE event_tellings (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    session_id bigint NOT NULL DEFAULT 0, -- only those of that session; 0: everybody
    message    text NOT NULL, -- an app.MessageKind
    told_up_to bigint NOT NULL DEFAULT 0, -- the last registration told
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    done_at    timestamptz
);
-- Two changes one after the other are told as one, while nobody was told yet.
CREATE UNIQUE INDEX event_tellings_waiting ON event_tellings (event_id, session_id, message) WHERE started_at IS NULL;

-- Reminders queued. The day is in the key: an event that moves to another
-- day is reminded of anew, one that moves by an hour is not.
CREATE TABLE reminders (
    registration_id bigint NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    message         text NOT NULL, -- an app.MessageKind
    day             date NOT NULL, -- of the session or event reminded of
    queued_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (registration_id, message, day)
);

-- When the next message may leave by a channel, over all replicas.
CREATE TABLE channel_pace (
    channel text PRIMARY KEY,
    next_at timestamptz NOT NULL DEFAULT now()
);

-- Reminders and messages of organizers; what somebody must know is sent anyway.
ALTER TABLE candidates ADD COLUMN event_notices boolean NOT NULL DEFAULT true;

ALTER TABLE messages
    ADD COLUMN event_id        bigint, -- no foreign keys: messages are swept after their time
    ADD COLUMN registration_id bigint,
    ADD COLUMN kind            text NOT NULL DEFAULT '', -- an app.Letter, or 'bulk'
    ADD COLUMN provider_id     text NOT NULL DEFAULT '', -- what the provider calls it
    ADD COLUMN failure         text NOT NULL DEFAULT '', -- why it was given up
    ADD COLUMN unsubscribe     text NOT NULL DEFAULT '', -- token that ends such messages; empty for essential ones
    DROP CONSTRAINT messages_status_check,
    ADD CONSTRAINT messages_status_check CHECK (status IN ('pending', 'sent', 'shown', 'failed'));
CREATE INDEX messages_event ON messages (event_id, kind) WHERE event_id IS NOT NULL;
