-- +goose Up
-- Agencies are found by names and numbers typed with errors, and edited by
-- several officers at once.

-- The form in which names are compared: without signs and legal forms.
-- app.AgencyQuery decides what a hit is worth; this only finds what may be one.
-- +goose StatementBegin
CREATE FUNCTION plain_agency_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT trim(regexp_replace(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g'), '\m(p t|pt|c v|cv|tbk|persero|perseroan terbatas)\M ?', '', 'g'))
$$;
-- +goose StatementEnd

ALTER TABLE agencies
    ADD COLUMN version       int NOT NULL DEFAULT 1, -- counts changes: a form made from an older one is refused
    ADD COLUMN search_name   text GENERATED ALWAYS AS (plain_agency_name(name || E'\n' || former_names)) STORED,
    ADD COLUMN search_number text GENERATED ALWAYS AS (regexp_replace(regexp_replace(lower(sip3mi), '[^a-z0-9]+', '', 'g'), '^(sip3mi|siup|no|nomor|number|nr)+', '')) STORED,
    ADD CHECK (name <> ''),
    ADD CHECK (sip3mi <> '');
CREATE INDEX agencies_search_name ON agencies USING gin (search_name gin_trgm_ops);
CREATE INDEX agencies_search_number ON agencies USING gin (search_number gin_trgm_ops);
CREATE INDEX booths_agency ON booths (agency_id) WHERE agency_id IS NOT NULL;
