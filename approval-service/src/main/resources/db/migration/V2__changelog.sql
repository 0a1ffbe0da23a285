-- The audit chain and the outbox. Both are written in the transaction of the change they report. Whoever writes holds the
-- row of audit_chain until commit, so outbox.id rises in the order of commits and a reader may go on from the last id.

CREATE TABLE audit_chain (
    id       text   PRIMARY KEY,
    sequence bigint NOT NULL,
    head     text   NOT NULL CHECK (head ~ '^[0-9a-f]{64}$')
);
COMMENT ON COLUMN audit_chain.head IS 'SHA-256 of the newest event''s exact bytes; zeros before the first';
INSERT INTO audit_chain VALUES ('svc-approval', 0, repeat('0', 64));

CREATE TABLE outbox (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic        text        NOT NULL,
    record_key   text        NOT NULL,
    headers      text        NOT NULL,
    value        bytea       NOT NULL,
    created_at   timestamptz NOT NULL,
    published_at timestamptz
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;
CREATE INDEX outbox_by_topic ON outbox (topic, id);

-- One row: who has it locked publishes.
CREATE TABLE outbox_leader (single boolean PRIMARY KEY DEFAULT true CHECK (single), terms bigint NOT NULL DEFAULT 0);
INSERT INTO outbox_leader DEFAULT VALUES;

GRANT SELECT, UPDATE (sequence, head) ON audit_chain TO approval_app;
GRANT SELECT, INSERT, DELETE, UPDATE (published_at) ON outbox TO approval_app;
GRANT SELECT, UPDATE (terms) ON outbox_leader TO approval_app;
