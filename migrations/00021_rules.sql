-- +goose Up
-- What an organizer decides about an event is data: deadlines, offers,
-- questions, documents. And how a registration moves from there.

ALTER TABLE events
    ADD COLUMN cancel_until      timestamptz, -- the last moment to cancel oneself; NULL: until the event ends
    ADD COLUMN change_until      timestamptz, -- the last moment to change the session oneself; NULL: until the session chosen first begins
    ADD COLUMN offer_minutes     int NOT NULL DEFAULT 0 CHECK (offer_minutes BETWEEN 0 AND 20160), -- how long a freed place is offered before it moves on; 0: given at once
    ADD COLUMN reconfirm_from    timestamptz, -- holders of a place are asked to say again that they come
    ADD COLUMN reconfirm_until   timestamptz, -- who has not said so by then loses the place
    ADD COLUMN clearing_minutes  int NOT NULL DEFAULT 0 CHECK (clearing_minutes BETWEEN 0 AND 240), -- kept free between two entry waves
    ADD COLUMN guardian_consent  boolean NOT NULL DEFAULT true,  -- somebody under 18 needs a guardian's consent
    ADD COLUMN one_active_course boolean NOT NULL DEFAULT false, -- refuses who is in another course that is not over
    ADD CHECK ((reconfirm_from IS NULL) = (reconfirm_until IS NULL)),
    ADD CHECK (reconfirm_from < reconfirm_until);
UPDATE events SET one_active_course = true WHERE kind = 'course';

-- A registration that waits may be offered a place: the place is kept for it
-- until the deadline. In line, a higher priority goes first.
ALTER TABLE registrations
    DROP CONSTRAINT registrations_status_check,
    ADD CONSTRAINT registrations_status_check CHECK (status IN
        ('submitted', 'confirmed', 'waitlisted', 'offered', 'accepted', 'reserve', 'rejected', 'cancelled', 'completed')),
    ADD COLUMN priority        int NOT NULL DEFAULT 0,
    ADD COLUMN priority_reason text NOT NULL DEFAULT '',
    ADD COLUMN offer_until     timestamptz,
    ADD COLUMN reconfirmed_at  timestamptz,
    ADD COLUMN overbooked      boolean NOT NULL DEFAULT false, -- let in beyond the capacity, by an override in the audit trail
    ADD COLUMN decision_reason text NOT NULL DEFAULT '',       -- why it was not approved, told to its owner
    ADD CHECK ((status = 'offered') = (offer_until IS NOT NULL)),
    ADD CHECK (priority = 0 OR priority_reason <> '');
CREATE INDEX registrations_line ON registrations (event_id, priority DESC, waitlist_no) WHERE waitlist_no IS NOT NULL;
CREATE INDEX registrations_offers ON registrations (offer_until) WHERE offer_until IS NOT NULL;

-- The organizer's own questions.
CREATE TABLE event_questions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    position    int NOT NULL CHECK (position > 0),
    kind        text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'many', 'yes_no', 'file')),
    label       text NOT NULL CHECK (label <> ''),
    label_en    text NOT NULL DEFAULT '',
    help        text NOT NULL DEFAULT '',
    help_en     text NOT NULL DEFAULT '',
    required    boolean NOT NULL DEFAULT false,
    least       numeric, -- of a number, or characters of a text
    most        numeric,
    shown_if    bigint,  -- only when that earlier question has this answer
    shown_value text NOT NULL DEFAULT '',
    retired_at  timestamptz, -- asked no more; answers given stay
    UNIQUE (event_id, id),
    FOREIGN KEY (event_id, shown_if) REFERENCES event_questions (event_id, id),
    CHECK (shown_if <> id),
    CHECK ((shown_if IS NULL) = (shown_value = '')),
    CHECK (most >= least)
);
CREATE INDEX event_questions_order ON event_questions (event_id, position);
CREATE TABLE event_question_choices (
    question_id bigint NOT NULL REFERENCES event_questions (id) ON DELETE CASCADE,
    position    int NOT NULL,
    code        text NOT NULL CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    label       text NOT NULL CHECK (label <> ''),
    label_en    text NOT NULL DEFAULT '',
    retired_at  timestamptz,
    PRIMARY KEY (question_id, code)
);

-- Answers in their normal form: a date as 2026-11-24, yes or no as 'yes' and
-- 'no', choices by their codes. An answer of kind file has a file instead.
CREATE TABLE draft_answers (
    account_id  bigint NOT NULL,
    event_id    bigint NOT NULL,
    question_id bigint NOT NULL,
    answer      text[] NOT NULL DEFAULT '{}',
    file_id     bigint REFERENCES files (id),
    PRIMARY KEY (account_id, event_id, question_id),
    FOREIGN KEY (account_id, event_id) REFERENCES registration_drafts (account_id, event_id) ON DELETE CASCADE,
    FOREIGN KEY (event_id, question_id) REFERENCES event_questions (event_id, id) ON DELETE CASCADE
);
CREATE TABLE registration_answers (
    registration_id bigint NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    question_id     bigint NOT NULL REFERENCES event_questions (id),
    answer          text[] NOT NULL DEFAULT '{}',
    file_id         bigint REFERENCES files (id),
    PRIMARY KEY (registration_id, question_id)
);
CREATE INDEX registration_answers_question ON registration_answers (question_id);

-- Papers as people have them, named once for all events and profiles.
CREATE TABLE document_kinds (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    position int NOT NULL DEFAULT 0,
    name_id  text NOT NULL CHECK (name_id <> ''),
    name_en  text NOT NULL CHECK (name_en <> ''),
    upload   boolean NOT NULL DEFAULT true, -- false: its existence only is kept (health, criminal record)
    active   boolean NOT NULL DEFAULT true
);
INSERT INTO document_kinds (code, position, name_id, name_en, upload) VALUES
    ('ktp', 10, 'KTP', 'Identity card (KTP)', true),
    ('kk', 20, 'Kartu Keluarga', 'Family card (KK)', true),
    ('akta-lahir', 30, 'Akta kelahiran', 'Birth certificate', true),
    ('ijazah', 40, 'Ijazah terakhir', 'Latest diploma', true),
    ('cv', 50, 'Daftar riwayat hidup (CV)', 'Curriculum vitae', true),
    ('foto', 60, 'Pas foto', 'Passport photo', true),
    ('sertifikat-bahasa', 70, 'Sertifikat bahasa', 'Language certificate', true),
    ('sertifikat-kompetensi', 80, 'Sertifikat kompetensi', 'Certificate of competency', true),
    ('paspor', 90, 'Paspor', 'Passport', true),
    ('ak1', 100, 'Kartu AK1 (pencari kerja)', 'Jobseeker card (AK1)', true),
    ('status-nikah', 110, 'Surat keterangan status perkawinan', 'Marital status letter', true),
    ('izin-keluarga', 120, 'Surat izin suami, istri, orang tua atau wali (diketahui lurah)', 'Permission of spouse, parent or guardian (known by the lurah)', true),
    ('bpjs', 130, 'Kartu BPJS', 'Social security card (BPJS)', true),
    ('surat-sehat', 140, 'Surat keterangan sehat', 'Health letter', false),
    ('skck', 150, 'SKCK', 'Police certificate (SKCK)', false);

-- What to bring to an event, or to upload beforehand.
CREATE TABLE event_documents (
    event_id bigint NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    document text NOT NULL REFERENCES document_kinds (code) ON UPDATE CASCADE,
    upload   boolean NOT NULL DEFAULT false,
    required boolean NOT NULL DEFAULT true,
    note     text NOT NULL DEFAULT '',
    note_en  text NOT NULL DEFAULT '',
    position int NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, document)
);

-- A candidate's own papers, used for every event that asks for them.
CREATE TABLE candidate_documents (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    candidate_id bigint NOT NULL REFERENCES candidates (id) ON DELETE CASCADE,
    document     text NOT NULL REFERENCES document_kinds (code) ON UPDATE CASCADE,
    file_id      bigint REFERENCES files (id), -- NULL: the owner says that it exists
    status       text NOT NULL DEFAULT 'uploaded' CHECK (status IN ('uploaded', 'checked', 'refused')),
    note         text NOT NULL DEFAULT '', -- why it was refused
    uploaded_at  timestamptz NOT NULL DEFAULT now(),
    checked_by   bigint REFERENCES accounts (id),
    checked_at   timestamptz,
    replaced_at  timestamptz, -- an older one of its kind
    CHECK (status <> 'refused' OR note <> '')
);
CREATE UNIQUE INDEX candidate_documents_standing ON candidate_documents (candidate_id, document) WHERE replaced_at IS NULL;

-- A guardian's consent for somebody under 18 on the day of the event
-- (UU 27/2022 art. 25). Given once for a profile, used while it stands.
CREATE TABLE guardians (
    candidate_id bigint PRIMARY KEY REFERENCES candidates (id) ON DELETE CASCADE,
    name         text NOT NULL CHECK (name <> ''),
    relation     text NOT NULL CHECK (relation IN ('father', 'mother', 'guardian', 'spouse')),
    phone_sealed bytea NOT NULL,
    phone_last4  text NOT NULL CHECK (phone_last4 ~ '^\d{4}$'),
    version      text NOT NULL, -- of the wording agreed to
    agreed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE ON event_documents FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
