-- +goose Up
-- Who may take part in a sitting after the first. A round without a row here
-- is open to everybody who may take part at all.
CREATE TABLE selection_stages (
    event_id   bigint NOT NULL REFERENCES selections (event_id) ON DELETE CASCADE,
    round      int NOT NULL CHECK (round BETWEEN 2 AND 9),
    decided_by bigint REFERENCES accounts (id),
    decided_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, round)
);

-- Those who may, in rounds that are not open to everybody.
CREATE TABLE selection_advances (
    registration_id bigint NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
    event_id        bigint NOT NULL,
    round           int NOT NULL,
    PRIMARY KEY (registration_id, round),
    FOREIGN KEY (event_id, round) REFERENCES selection_stages (event_id, round) ON DELETE CASCADE
);
CREATE INDEX selection_advances_stage ON selection_advances (event_id, round);

-- Who was not let in to a later sitting is not chosen for that reason.
ALTER TABLE selection_results DROP CONSTRAINT selection_results_why_check,
    ADD CONSTRAINT selection_results_why_check CHECK (why IN ('ranked', 'pass', 'absent', 'ineligible', 'override', 'stage'));
