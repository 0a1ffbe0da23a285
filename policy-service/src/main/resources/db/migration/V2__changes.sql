-- Why a version came to be, and who agreed; and changes that wait for a second person.

ALTER TABLE document_versions ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE document_versions ADD COLUMN approved_by text NOT NULL DEFAULT '';
COMMENT ON COLUMN document_versions.approved_by IS 'who approved the change; empty where no second person was asked';

CREATE TABLE proposals (
    id              uuid        PRIMARY KEY,
    kind            text        NOT NULL CHECK (kind IN ('POLICY', 'CONNECTION', 'CLASSIFICATIONS')),
    name            text        NOT NULL,
    base_version    bigint      NOT NULL CHECK (base_version >= 0),
    removal         boolean     NOT NULL,
    source          text        NOT NULL,
    reason          text        NOT NULL,
    proposed_at     timestamptz NOT NULL,
    proposed_by     text        NOT NULL,
    proposer_issuer text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('OPEN', 'APPLIED', 'REJECTED')),
    decided_at      timestamptz,
    decided_by      text        NOT NULL DEFAULT ''
);
COMMENT ON COLUMN proposals.base_version IS 'the version the author has seen; 0 when the document is new';
CREATE INDEX proposals_open ON proposals (proposed_at) WHERE state = 'OPEN';

-- A proposal is decided, never deleted.
GRANT SELECT, INSERT, UPDATE ON proposals TO policy_app;
