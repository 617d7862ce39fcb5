-- +goose Up
-- What can be found of every job, event and agency. Replicas hold it in memory
-- (find.Texts) and read what has changed since: a row says in which
-- transaction it changed, which, unlike a clock, misses no late commit.

CREATE TABLE search_documents (
    kind       text NOT NULL CHECK (kind IN ('job', 'job_fair', 'course', 'outreach', 'agency')),
    id         bigint NOT NULL, -- of the job, event or agency
    title      text NOT NULL,   -- stems of what it is called and of its field
    names      text NOT NULL,   -- whole words of titles, places and companies
    body       text NOT NULL,   -- stems of everything
    changed_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (kind, id)
);
CREATE INDEX search_documents_changed ON search_documents (changed_in);

-- The stems of a text in one language, with spaces between them. Signs are
-- taken out first: PostgreSQL would read "SMA/SMK" as the name of a file.
-- +goose StatementBegin
CREATE FUNCTION search_stems(language regconfig, said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_string(tsvector_to_array(to_tsvector(language, regexp_replace(said, '[^[:alnum:]]+', ' ', 'g'))), ' ')
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION search_keep_jobs(changed bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_documents AS d (kind, id, title, names, body)
    SELECT 'job', s.id, s.title, s.names, concat_ws(' ', s.title, s.names, s.body)
    FROM (
        SELECT j.id,
               search_stems('indonesian', concat_ws(' ', j.title, s.name_id)) || ' ' || search_stems('english', concat_ws(' ', j.title_en, s.name_en)) AS title,
               search_stems('simple', concat_ws(' ', j.title, j.title_en, s.name_id, s.name_en, c.name_id, c.name_en, j.city, j.employer, j.foreign_partner,
                         a.name, a.former_names, j.language_test, j.language_level, j.language_or_test, j.language_or_level, j.scheme)) AS names,
               search_stems('indonesian', concat_ws(' ', j.description, j.skill_test, j.certificate, j.experience)) || ' ' || search_stems('english', j.description_en) AS body
        FROM jobs j JOIN agencies a ON a.id = j.agency_id JOIN countries c ON c.iso2 = j.country JOIN sectors s ON s.code = j.sector
        WHERE j.id = ANY (changed) AND j.status = 'published'
        ORDER BY j.id
    ) s
    ON CONFLICT (kind, id) DO UPDATE SET title = excluded.title, names = excluded.names, body = excluded.body, changed_in = pg_current_xact_id()
    WHERE (d.title, d.names, d.body) IS DISTINCT FROM (excluded.title, excluded.names, excluded.body);
    DELETE FROM search_documents d WHERE d.kind = 'job' AND d.id = ANY (changed)
        AND NOT EXISTS (SELECT FROM jobs j WHERE j.id = d.id AND j.status = 'published');
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION search_keep_events(changed bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_documents AS d (kind, id, title, names, body)
    SELECT s.kind, s.id, s.title, s.names, concat_ws(' ', s.title, s.names, s.body)
    FROM (
        SELECT e.kind, e.id, search_stems('indonesian', concat_ws(' ', e.title, k.trade)) || ' ' || search_stems('english', e.title_en) AS title,
               search_stems('simple', concat_ws(' ', e.title, e.title_en, k.trade, k.batch, k.centre, k.language_test, k.language_level, e.organizer, e.venue,
                         r.name, p.name, CASE e.kind WHEN 'course' THEN 'pelatihan' WHEN 'job_fair' THEN 'bursa kerja' ELSE 'sosialisasi' END)) AS names,
               search_stems('indonesian', concat_ws(' ', e.summary, e.description, e.address, k.outcomes, k.certificate)) || ' ' ||
               search_stems('english', concat_ws(' ', e.summary_en, e.description_en, k.outcomes_en, k.certificate_en)) AS body
        FROM events e LEFT JOIN courses k ON k.event_id = e.id
        LEFT JOIN regions r ON r.code = e.region_code LEFT JOIN regions p ON p.code = r.parent_code
        WHERE e.id = ANY (changed) AND e.status IN ('published', 'cancelled')
        ORDER BY e.id
    ) s
    ON CONFLICT (kind, id) DO UPDATE SET title = excluded.title, names = excluded.names, body = excluded.body, changed_in = pg_current_xact_id()
    WHERE (d.title, d.names, d.body) IS DISTINCT FROM (excluded.title, excluded.names, excluded.body);
    DELETE FROM search_documents d WHERE d.kind IN ('job_fair', 'course', 'outreach') AND d.id = ANY (changed)
        AND NOT EXISTS (SELECT FROM events e WHERE e.id = d.id AND e.kind = d.kind AND e.status IN ('published', 'cancelled'));
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION search_keep_agencies(changed bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_documents AS d (kind, id, title, names, body)
    SELECT 'agency', a.id, search_stems('simple', a.name), search_stems('simple', concat_ws(' ', a.name, a.former_names)),
           search_stems('simple', concat_ws(' ', a.name, a.former_names, a.sip3mi, a.city))
    FROM agencies a WHERE a.id = ANY (changed) ORDER BY a.id
    ON CONFLICT (kind, id) DO UPDATE SET title = excluded.title, names = excluded.names, body = excluded.body, changed_in = pg_current_xact_id()
    WHERE (d.title, d.names, d.body) IS DISTINCT FROM (excluded.title, excluded.names, excluded.body);
    DELETE FROM search_documents d WHERE d.kind = 'agency' AND d.id = ANY (changed) AND NOT EXISTS (SELECT FROM agencies a WHERE a.id = d.id);
$$;
-- +goose StatementEnd

-- Each trigger below hands the rows of its whole statement over at once as
-- "changed", so that an import pays once and not for every row.
-- +goose StatementBegin
CREATE FUNCTION search_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'jobs' THEN
        PERFORM search_keep_jobs((SELECT array_agg(id) FROM changed));
    WHEN 'events' THEN
        PERFORM search_keep_events((SELECT array_agg(id) FROM changed));
    WHEN 'courses' THEN
        PERFORM search_keep_events((SELECT array_agg(event_id) FROM changed));
    WHEN 'agencies' THEN
        SELECT array_agg(id) INTO ids FROM changed;
        PERFORM search_keep_agencies(ids);
        IF TG_OP = 'UPDATE' THEN
            PERFORM search_keep_jobs((SELECT array_agg(j.id) FROM jobs j WHERE j.status = 'published' AND j.agency_id IN (
                SELECT n.id FROM changed n JOIN former o USING (id) WHERE (n.name, n.former_names) <> (o.name, o.former_names))));
        END IF;
    WHEN 'countries' THEN
        PERFORM search_keep_jobs((SELECT array_agg(j.id) FROM jobs j WHERE j.status = 'published' AND j.country IN (
            SELECT n.iso2 FROM changed n JOIN former o USING (iso2) WHERE (n.name_id, n.name_en) <> (o.name_id, o.name_en))));
    WHEN 'sectors' THEN
        PERFORM search_keep_jobs((SELECT array_agg(j.id) FROM jobs j WHERE j.status = 'published' AND j.sector IN (
            SELECT n.code FROM changed n JOIN former o USING (code) WHERE (n.name_id, n.name_en) <> (o.name_id, o.name_en))));
    END CASE;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER search_insert AFTER INSERT ON jobs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_update AFTER UPDATE ON jobs REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_delete AFTER DELETE ON jobs REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_insert AFTER INSERT ON events REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_update AFTER UPDATE ON events REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_delete AFTER DELETE ON events REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_insert AFTER INSERT ON courses REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_update AFTER UPDATE ON courses REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_delete AFTER DELETE ON courses REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_insert AFTER INSERT ON agencies REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_update AFTER UPDATE ON agencies REFERENCING NEW TABLE AS changed OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_delete AFTER DELETE ON agencies REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_update AFTER UPDATE ON countries REFERENCING NEW TABLE AS changed OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION search_keep();
CREATE TRIGGER search_update AFTER UPDATE ON sectors REFERENCING NEW TABLE AS changed OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION search_keep();

SELECT search_keep_jobs(array_agg(id)) FROM jobs;
SELECT search_keep_events(array_agg(id)) FROM events;
SELECT search_keep_agencies(array_agg(id)) FROM agencies;
