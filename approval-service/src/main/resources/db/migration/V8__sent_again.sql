-- What was done under an Idempotency-Key, so that it is not done again; and held commands that nobody waits for although
-- their filing has not arrived.

CREATE TABLE used_key (
    issuer  text        NOT NULL,
    subject text        NOT NULL,
    key     text        NOT NULL,
    request text        NOT NULL,
    result  uuid        NOT NULL,
    used_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject, key)
);
COMMENT ON COLUMN used_key.request IS 'what was asked, as JSON: operation, content and actor chain';
COMMENT ON COLUMN used_key.result IS 'the id of what it led to';
CREATE TRIGGER used_keys_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON used_key FOR EACH STATEMENT EXECUTE FUNCTION refuse();
GRANT SELECT, INSERT ON used_key TO approval_app;

CREATE TABLE called_off (
    command_id text        PRIMARY KEY,
    digest     text        NOT NULL,
    at         timestamptz NOT NULL
);
CREATE INDEX called_off_at ON called_off (at);
GRANT SELECT, INSERT, DELETE ON called_off TO approval_app;
