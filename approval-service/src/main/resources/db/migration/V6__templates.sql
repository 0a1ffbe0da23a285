-- Commands of one shape that people agree to in advance. What was proposed cannot be changed, nothing counts that nobody
-- approved, and every use is a row of its own.

CREATE TABLE command_template (
    id              uuid        PRIMARY KEY,
    state           text        NOT NULL CHECK (state IN ('PROPOSED', 'ACTIVE', 'ENDED', 'REFUSED')),
    connection      text        NOT NULL,
    proposer        text        NOT NULL,
    proposer_issuer text        NOT NULL,
    people          text[]      NOT NULL,
    subject         text        NOT NULL,
    issuer          text        NOT NULL,
    actors          text[]      NOT NULL,
    for_group       text        NOT NULL,
    fingerprint     text        NOT NULL,
    demand          text        NOT NULL,
    rules           text[]      NOT NULL CHECK (cardinality(rules) > 0),
    quorum          text        NOT NULL,
    approval_id     uuid        NOT NULL REFERENCES approval,
    reason          text        NOT NULL,
    seconds         bigint      NOT NULL CHECK (seconds > 0),
    max_uses        bigint      NOT NULL CHECK (max_uses > 0),
    uses            bigint      NOT NULL DEFAULT 0,
    terms           text        NOT NULL,
    proposal        text        NOT NULL,
    idempotency_key text,
    proposed_at     timestamptz NOT NULL,
    starts_at       timestamptz,
    ends_at         timestamptz,
    ended_by        text        NOT NULL,
    end_reason      text        NOT NULL,
    version         bigint      NOT NULL,
    CONSTRAINT never_beyond_its_uses CHECK (uses BETWEEN 0 AND max_uses),
    CONSTRAINT for_one_or_for_a_group CHECK ((subject = '') <> (for_group = '')),
    CHECK (state NOT IN ('ACTIVE', 'ENDED') OR starts_at IS NOT NULL AND ends_at IS NOT NULL),
    CONSTRAINT one_template_per_key UNIQUE (proposer_issuer, proposer, idempotency_key)
);
COMMENT ON COLUMN command_template.people IS 'everybody the proposal and its example come from: none of them decides';
COMMENT ON COLUMN command_template.terms IS 'the example with its facts, and the bounds, as JSON';
CREATE INDEX template_active ON command_template (connection, fingerprint) WHERE state = 'ACTIVE';
CREATE INDEX template_ending ON command_template (ends_at) WHERE state = 'ACTIVE';
CREATE INDEX template_open ON command_template (proposer_issuer, proposer) WHERE state IN ('PROPOSED', 'ACTIVE');

ALTER TABLE approval DROP CONSTRAINT approval_kind_check;
ALTER TABLE approval
    ADD CONSTRAINT approval_kind_check CHECK (kind IN ('COMMAND', 'GRANT', 'TEMPLATE')),
    ADD COLUMN template_id uuid REFERENCES command_template;
COMMENT ON COLUMN approval.template_id IS 'the template by which people had agreed before it was asked';
GRANT UPDATE (template_id) ON approval TO approval_app;

CREATE TABLE template_use (
    approval_id uuid        PRIMARY KEY REFERENCES approval,
    template_id uuid        NOT NULL REFERENCES command_template,
    digest      text        NOT NULL,
    used_at     timestamptz NOT NULL
);
CREATE INDEX template_uses ON template_use (template_id, used_at);

CREATE FUNCTION guard_template() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.version <> 1 OR NEW.state <> 'PROPOSED' OR NEW.uses <> 0 THEN
            RAISE EXCEPTION 'a template begins with a question' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.connection, OLD.proposer, OLD.proposer_issuer, OLD.people, OLD.subject, OLD.issuer, OLD.actors,
        OLD.for_group, OLD.fingerprint, OLD.demand, OLD.rules, OLD.quorum, OLD.approval_id, OLD.reason, OLD.seconds,
        OLD.max_uses, OLD.terms, OLD.proposal, OLD.idempotency_key, OLD.proposed_at)
       IS DISTINCT FROM
       (NEW.id, NEW.connection, NEW.proposer, NEW.proposer_issuer, NEW.people, NEW.subject, NEW.issuer, NEW.actors,
        NEW.for_group, NEW.fingerprint, NEW.demand, NEW.rules, NEW.quorum, NEW.approval_id, NEW.reason, NEW.seconds,
        NEW.max_uses, NEW.terms, NEW.proposal, NEW.idempotency_key, NEW.proposed_at)
    THEN
        RAISE EXCEPTION 'what was proposed cannot be changed' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.uses <> OLD.uses THEN
        IF NEW.uses <> OLD.uses + 1 OR OLD.state <> 'ACTIVE'
           OR (NEW.state, NEW.version, NEW.starts_at, NEW.ends_at) IS DISTINCT FROM
              (OLD.state, OLD.version, OLD.starts_at, OLD.ends_at) THEN
            RAISE EXCEPTION 'uses count up one by one, while it holds' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'the version counts up by one' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT (OLD.state = 'PROPOSED' AND NEW.state IN ('ACTIVE', 'REFUSED')
         OR OLD.state = 'ACTIVE' AND NEW.state = 'ENDED') THEN
        RAISE EXCEPTION 'a template does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'ACTIVE' AND NOT EXISTS (
            SELECT FROM approval.approval a
            WHERE a.id = NEW.approval_id AND a.kind = 'TEMPLATE' AND a.session_id = NEW.id::text
              AND a.state = 'APPROVED' AND a.people @> NEW.people) THEN
        RAISE EXCEPTION 'nothing counts that nobody approved' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'ACTIVE' AND (NEW.starts_at <> OLD.starts_at OR NEW.ends_at > OLD.ends_at)
       OR NEW.state = 'ACTIVE' AND NEW.ends_at > NEW.starts_at + make_interval(secs => NEW.seconds) THEN
        RAISE EXCEPTION 'it does not hold longer than was agreed to' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER templates_by_the_rules BEFORE INSERT OR UPDATE ON command_template
    FOR EACH ROW EXECUTE FUNCTION guard_template();
CREATE TRIGGER templates_stay BEFORE DELETE OR TRUNCATE ON command_template
    FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE FUNCTION guard_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held     approval.approval;
    template approval.command_template;
BEGIN
    SELECT * INTO held FROM approval.approval a WHERE a.id = NEW.approval_id;
    SELECT * INTO template FROM approval.command_template t WHERE t.id = NEW.template_id FOR UPDATE;
    IF held.kind <> 'COMMAND' OR held.state <> 'PENDING' OR held.digest <> NEW.digest
       OR held.connection <> template.connection OR held.quorum <> template.demand
       OR held.requester_issuer <> template.issuer OR held.actors <> template.actors
       OR template.subject <> '' AND held.requester_subject <> template.subject THEN
        RAISE EXCEPTION 'the template is not for this command' USING ERRCODE = 'check_violation';
    END IF;
    IF template.state <> 'ACTIVE' OR NEW.used_at >= template.ends_at
       OR (SELECT count(*) FROM approval.template_use u WHERE u.template_id = template.id) >= template.uses THEN
        RAISE EXCEPTION 'the template is over, or this use was not counted' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM approval.vote v
               WHERE v.approval_id = template.approval_id AND ARRAY[v.voter_subject, v.person, v.seat] && held.people) THEN
        RAISE EXCEPTION 'nobody agrees in advance to their own request' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER uses_by_the_rules BEFORE INSERT ON template_use FOR EACH ROW EXECUTE FUNCTION guard_use();
CREATE TRIGGER uses_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON template_use
    FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE OR REPLACE FUNCTION guard_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.kind, OLD.command_id, OLD.digest, OLD.connection, OLD.session_id, OLD.requester_subject,
        OLD.requester_issuer, OLD.requester_client, OLD.actors, OLD.people, OLD.request, OLD.quorum, OLD.created_at,
        OLD.expires_at)
       IS DISTINCT FROM
       (NEW.id, NEW.kind, NEW.command_id, NEW.digest, NEW.connection, NEW.session_id, NEW.requester_subject,
        NEW.requester_issuer, NEW.requester_client, NEW.actors, NEW.people, NEW.request, NEW.quorum, NEW.created_at,
        NEW.expires_at)
    THEN
        RAISE EXCEPTION 'what was asked cannot be changed' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'the version counts up by one' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT (NEW.state = OLD.state AND OLD.state = 'PENDING'
         OR OLD.state = 'PENDING' AND NEW.state IN ('APPROVED', 'REJECTED', 'EXPIRED', 'WITHDRAWN')
         OR OLD.state = 'APPROVED' AND NEW.state IN ('CONSUMED', 'EXPIRED', 'WITHDRAWN')) THEN
        RAISE EXCEPTION 'an approval does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.template_id IS DISTINCT FROM OLD.template_id AND NOT (
            OLD.template_id IS NULL AND OLD.version = 1 AND NEW.state = 'APPROVED'
            AND EXISTS (SELECT FROM approval.template_use u
                        WHERE u.approval_id = NEW.id AND u.template_id = NEW.template_id)) THEN
        RAISE EXCEPTION 'no template covers this' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'APPROVED' AND NEW.template_id IS NULL AND (
            NOT EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND v.approve)
            OR EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND NOT v.approve)) THEN
        RAISE EXCEPTION 'nothing is approved without a yes or against a no' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'CONSUMED' AND NEW.template_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM approval.command_template t WHERE t.id = NEW.template_id AND t.state = 'ACTIVE') THEN
        RAISE EXCEPTION 'the template is over' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

GRANT SELECT, INSERT, UPDATE (state, uses, starts_at, ends_at, ended_by, end_reason, version)
    ON command_template TO approval_app;
GRANT SELECT, INSERT ON template_use TO approval_app;
