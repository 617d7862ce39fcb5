-- +goose Up
-- What staff searched for names people. Where a filter is kept it says that
-- somebody was searched for, but not whom.
UPDATE bulk_messages SET filter = regexp_replace(filter, '(^|&)q=[^&]+', '\1q=%E2%80%A6') WHERE filter ~ '(^|&)q=';
SELECT set_config('gerbang.forgetting', 'on', true);
UPDATE audit_log SET after = jsonb_set(after, '{filter}', to_jsonb(regexp_replace(after ->> 'filter', '(^|&)q=[^&]+', '\1q=%E2%80%A6')))
WHERE action = 'event.bulk_message' AND after ->> 'filter' ~ '(^|&)q=';
UPDATE audit_log SET after = jsonb_set(after, '{filter,q}', '"…"') WHERE action = 'participants.export' AND after #> '{filter,q}' IS NOT NULL;
SELECT set_config('gerbang.forgetting', 'off', true);
