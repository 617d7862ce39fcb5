-- +goose Up
-- A statement that must do all it set out to do, or nothing: it ends with
-- SELECT insist(…), which undoes it when another writer was in its way.

-- +goose StatementBegin
CREATE FUNCTION insist(ok boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF ok IS NOT TRUE THEN
        RAISE EXCEPTION 'another writer was in the way' USING ERRCODE = 'GB001';
    END IF;
    RETURN true;
END $$;
-- +goose StatementEnd
