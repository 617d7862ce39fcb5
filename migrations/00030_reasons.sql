-- +goose Up
-- A reason that somebody is told stands where closing their account erases
-- it, and not in the trail, which keeps what it is told. The trigger knows no
-- change of a purpose: it is off for this one.
ALTER TABLE audit_log DISABLE TRIGGER audit_log_keep;
UPDATE audit_log SET purpose = '' WHERE action IN ('selection.check', 'selection.override') AND purpose <> '';
UPDATE audit_log SET after = after - 'reason' WHERE action = 'paper.refuse' AND after ? 'reason';
ALTER TABLE audit_log ENABLE TRIGGER audit_log_keep;
