-- +goose Up
-- The English twin of a session's title, empty where nobody wrote one.
ALTER TABLE event_sessions ADD COLUMN title_en text NOT NULL DEFAULT '';
