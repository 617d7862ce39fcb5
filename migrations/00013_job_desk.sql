-- +goose Up
-- Who edits vacancies, and which version of one somebody has seen.

ALTER TABLE jobs
    ADD COLUMN written_name text NOT NULL DEFAULT '',
    ADD COLUMN edited_by    bigint REFERENCES accounts (id), -- who changed its content last
    ADD COLUMN edited_name  text NOT NULL DEFAULT '',
    ADD COLUMN version      int NOT NULL DEFAULT 1,           -- grows with each change of content or state
    ADD COLUMN submitted_at timestamptz,                      -- when it last went to review
    ADD CONSTRAINT jobs_four_eyes CHECK (verified_by IS NULL OR edited_by IS NULL OR verified_by <> edited_by);
UPDATE jobs SET edited_by = written_by, submitted_at = CASE WHEN status = 'in_review' THEN updated_at END;
CREATE INDEX jobs_in_review ON jobs (submitted_at, id) WHERE status = 'in_review';
