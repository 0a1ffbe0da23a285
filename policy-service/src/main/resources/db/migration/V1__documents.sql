-- Policies, connections and classifications as their authors wrote them, and every version they ever had.

CREATE TABLE documents (
    kind       text        NOT NULL CHECK (kind IN ('POLICY', 'CONNECTION', 'CLASSIFICATIONS')),
    name       text        NOT NULL,
    version    bigint      NOT NULL CHECK (version > 0),
    source     text        NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE document_versions (
    kind       text        NOT NULL,
    name       text        NOT NULL,
    version    bigint      NOT NULL CHECK (version > 0),
    removed    boolean     NOT NULL,
    source     text        NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL,
    PRIMARY KEY (kind, name, version)
);

-- One row. Whoever changes anything holds it until commit: versions, events and outbox ids follow the order of commits.
CREATE TABLE feed_state (
    id             smallint PRIMARY KEY CHECK (id = 1),
    set_version    bigint   NOT NULL,
    audit_sequence bigint   NOT NULL,
    audit_head     text     NOT NULL CHECK (audit_head ~ '^[0-9a-f]{64}$')
);
COMMENT ON COLUMN feed_state.audit_head IS 'SHA-256 of the newest audit event''s exact bytes; zeros before the first';
INSERT INTO feed_state VALUES (1, 0, 0, repeat('0', 64));

CREATE TABLE outbox (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic      text        NOT NULL,
    record_key text        NOT NULL,
    headers    text        NOT NULL,
    value      bytea       NOT NULL,
    created_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON documents TO policy_app;
-- History is only ever added to.
GRANT SELECT, INSERT ON document_versions TO policy_app;
GRANT SELECT, UPDATE ON feed_state TO policy_app;
-- UPDATE is what it takes to lock a row for publishing it.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO policy_app;
