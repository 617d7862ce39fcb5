-- +goose Up
-- Whom the danger of a report threatens, as its reporter tells it; empty when
-- they do not say, and once the report is cleared.
ALTER TABLE reports ADD COLUMN at_risk text NOT NULL DEFAULT '' CHECK (at_risk IN ('', 'self', 'family', 'other'));
