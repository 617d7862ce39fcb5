-- +goose Up
-- Attendance of class meetings. A mark stands in attendances as those of gates
-- do: one that is not annulled for each registration and session. Its version
-- tells two editors of one cell apart, and goes on where a mark was taken back.

ALTER TABLE attendances ADD COLUMN remark text NOT NULL DEFAULT '';
ALTER TABLE attendances ADD COLUMN version int NOT NULL DEFAULT 1;
CREATE INDEX attendances_session ON attendances (session_id) WHERE session_id IS NOT NULL;

-- What was written into a cell, version by version; never changed but when a
-- person's data are erased.
CREATE TABLE attendance_history (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id        bigint NOT NULL,
    session_id      bigint NOT NULL,
    registration_id bigint NOT NULL REFERENCES registrations (id),
    version         int NOT NULL,
    status          text CHECK (status IN ('present', 'late', 'excused', 'sick', 'absent')), -- empty: the mark was taken back
    remark          text NOT NULL DEFAULT '',
    reason          text NOT NULL DEFAULT '', -- of a correction
    account_id      bigint REFERENCES accounts (id),
    at              timestamptz NOT NULL,
    UNIQUE (session_id, registration_id, version),
    FOREIGN KEY (event_id, session_id) REFERENCES event_sessions (event_id, id)
);
CREATE INDEX attendance_history_registration ON attendance_history (registration_id);

ALTER TABLE event_sessions
    ADD COLUMN lesson_hours  int CHECK (lesson_hours BETWEEN 1 AND 24), -- JP of a meeting; empty: as usual for the course
    ADD COLUMN cancelled_at  timestamptz, -- the meeting is called off; it stays with its reason
    ADD COLUMN cancel_reason text NOT NULL DEFAULT '',
    ADD COLUMN closed_at     timestamptz, -- the teacher has finished its list
    ADD COLUMN closed_by     bigint REFERENCES accounts (id),
    ADD CONSTRAINT event_sessions_cancelled CHECK ((cancelled_at IS NULL) = (cancel_reason = ''));

-- How a course counts marks, in per cent of a meeting. A change is a version
-- more; the last one holds.
CREATE TABLE attendance_rules (
    event_id bigint NOT NULL REFERENCES courses (event_id) ON DELETE CASCADE,
    version  int NOT NULL,
    present  int NOT NULL CHECK (present BETWEEN 0 AND 100),
    late     int NOT NULL CHECK (late BETWEEN 0 AND 100),
    excused  int NOT NULL CHECK (excused BETWEEN 0 AND 100),
    sick     int NOT NULL CHECK (sick BETWEEN 0 AND 100),
    absent   int NOT NULL CHECK (absent BETWEEN 0 AND 100),
    set_by   bigint REFERENCES accounts (id),
    set_at   timestamptz NOT NULL,
    PRIMARY KEY (event_id, version)
);

-- When somebody got the place they did not have when they registered: meetings
-- before it do not count against them.
ALTER TABLE registrations ADD COLUMN placed_at timestamptz;
-- +goose StatementBegin
CREATE FUNCTION registration_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.placed_at := now();
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER registrations_placed BEFORE UPDATE OF status ON registrations
    FOR EACH ROW WHEN (NEW.status IN ('confirmed', 'accepted') AND OLD.status IN ('submitted', 'waitlisted', 'offered', 'reserve'))
    EXECUTE FUNCTION registration_placed();
