-- +goose Up
-- The questions of an event have a version, raised with every change of what
-- is to be answered, so that registering tells by one comparison whether
-- somebody's answers fit the questions as they are asked now.
ALTER TABLE events ADD COLUMN questions_version int NOT NULL DEFAULT 0;
ALTER TABLE registration_drafts ADD COLUMN answered_version int NOT NULL DEFAULT 0; -- in which nothing that must be answered was left open

-- Who lets go of a file looks whether somebody else holds it.
CREATE INDEX draft_answers_file ON draft_answers (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX registration_answers_file ON registration_answers (file_id) WHERE file_id IS NOT NULL;
