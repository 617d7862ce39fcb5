-- +goose Up
-- What a course teaches, in English: pages in English show it, and searches
-- in English find it.
ALTER TABLE courses ADD COLUMN trade_en text NOT NULL DEFAULT '';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION search_keep_events(changed bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_documents AS d (kind, id, title, names, body)
    SELECT s.kind, s.id, s.title, s.names, concat_ws(' ', s.title, s.names, s.body)
    FROM (
        SELECT e.kind, e.id, search_stems('indonesian', concat_ws(' ', e.title, k.trade)) || ' ' || search_stems('english', concat_ws(' ', e.title_en, k.trade_en)) AS title,
               search_stems('simple', concat_ws(' ', e.title, e.title_en, k.trade, k.trade_en, k.batch, k.centre, k.language_test, k.language_level, e.organizer, e.venue,
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
