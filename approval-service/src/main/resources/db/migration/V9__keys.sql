-- Keys that stand for a token, for one identity on one connection. Of the key itself only a digest is kept; whose it is,
-- what it opens and how long cannot be changed, and what has ended stays ended.
CREATE TABLE access_key (
    id         uuid        PRIMARY KEY,
    digest     text        NOT NULL UNIQUE CHECK (digest ~ '^[0-9a-f]{64}$'),
    subject    text        NOT NULL CHECK (subject <> ''),
    issuer     text        NOT NULL CHECK (issuer <> ''),
    actors     text[]      NOT NULL,
    connection text        NOT NULL CHECK (connection <> ''),
    identity   text        NOT NULL,
    purpose    text        NOT NULL,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_by   text        NOT NULL DEFAULT '',
    end_reason text        NOT NULL DEFAULT '',
    CHECK (expires_at > issued_at)
);
COMMENT ON COLUMN access_key.identity IS 'the identity as the token said it, as JSON';
CREATE INDEX access_key_owner ON access_key (subject, issuer, expires_at) WHERE ended_at IS NULL;
CREATE INDEX access_key_expiry ON access_key (expires_at);

CREATE FUNCTION guard_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.digest, OLD.subject, OLD.issuer, OLD.actors, OLD.connection, OLD.identity, OLD.purpose,
        OLD.issued_at, OLD.expires_at)
       IS DISTINCT FROM
       (NEW.id, NEW.digest, NEW.subject, NEW.issuer, NEW.actors, NEW.connection, NEW.identity, NEW.purpose,
        NEW.issued_at, NEW.expires_at)
    THEN
        RAISE EXCEPTION 'a key stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'a key that has ended stays ended' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keys_by_the_rules BEFORE UPDATE ON access_key FOR EACH ROW EXECUTE FUNCTION guard_key();

GRANT SELECT, INSERT, UPDATE (ended_at, ended_by, end_reason), DELETE ON access_key TO approval_app;
