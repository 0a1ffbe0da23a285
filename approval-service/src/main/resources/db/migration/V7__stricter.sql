-- What a fault in the application could still have written against the rules: a template that no use was counted for, a
-- use at a time of its own choice, access begun by somebody else's yes, word lent for longer than was said.

CREATE OR REPLACE FUNCTION guard_new_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'PENDING' OR NEW.version <> 1 OR NEW.template_id IS NOT NULL THEN
        RAISE EXCEPTION 'an approval begins as PENDING' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT NEW.people @> array_remove(ARRAY[NEW.requester_subject, NEW.requester_client] || NEW.actors, '') THEN
        RAISE EXCEPTION 'everybody a request comes from is named' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

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
    IF OLD.decided_at IS NOT NULL AND NEW.decided_at IS DISTINCT FROM OLD.decided_at THEN
        RAISE EXCEPTION 'what was decided stays decided' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.template_id IS DISTINCT FROM OLD.template_id AND NOT (
            OLD.template_id IS NULL AND OLD.version = 1 AND NEW.state = 'APPROVED') THEN
        RAISE EXCEPTION 'no template covers this' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'APPROVED' AND NEW.template_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM approval.template_use u WHERE u.approval_id = NEW.id AND u.template_id = NEW.template_id) THEN
        RAISE EXCEPTION 'no template covers this' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'APPROVED' AND NEW.template_id IS NULL AND (
            NOT EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND v.approve)
            OR EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND NOT v.approve)) THEN
        RAISE EXCEPTION 'nothing is approved without a yes or against a no' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'APPROVED' AND NEW.decided_at >= NEW.expires_at THEN
        RAISE EXCEPTION 'nothing is approved after its time' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'CONSUMED' AND NEW.template_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM approval.command_template t WHERE t.id = NEW.template_id AND t.state = 'ACTIVE') THEN
        RAISE EXCEPTION 'the template is over' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION guard_template() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    agreed timestamptz;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.version <> 1 OR NEW.state <> 'PROPOSED' OR NEW.uses <> 0
           OR NEW.starts_at IS NOT NULL OR NEW.ends_at IS NOT NULL THEN
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
           OR (NEW.state, NEW.version, NEW.starts_at, NEW.ends_at, NEW.ended_by, NEW.end_reason) IS DISTINCT FROM
              (OLD.state, OLD.version, OLD.starts_at, OLD.ends_at, OLD.ended_by, OLD.end_reason) THEN
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
    IF NEW.state = 'ACTIVE' THEN
        SELECT a.decided_at INTO agreed FROM approval.approval a
        WHERE a.id = NEW.approval_id AND a.kind = 'TEMPLATE' AND a.session_id = NEW.id::text AND a.state = 'APPROVED'
          AND a.people @> NEW.people AND a.quorum = NEW.quorum AND a.connection = NEW.connection;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'nothing counts that nobody approved' USING ERRCODE = 'check_violation';
        END IF;
        -- It begins when people agree; one that began later would hold until then, too.
        IF NEW.starts_at NOT BETWEEN agreed - interval '1 second' AND agreed + interval '1 minute' THEN
            RAISE EXCEPTION 'a template begins with the yes' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF OLD.state = 'ACTIVE' AND (NEW.starts_at <> OLD.starts_at OR NEW.ends_at > OLD.ends_at)
       OR NEW.state = 'ACTIVE' AND NEW.ends_at > NEW.starts_at + make_interval(secs => NEW.seconds) THEN
        RAISE EXCEPTION 'it does not hold longer than was agreed to' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION guard_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held     approval.approval;
    template approval.command_template;
BEGIN
    SELECT * INTO held FROM approval.approval a WHERE a.id = NEW.approval_id;
    SELECT * INTO template FROM approval.command_template t WHERE t.id = NEW.template_id FOR UPDATE;
    IF held.kind <> 'COMMAND' OR held.state <> 'PENDING' OR held.digest <> NEW.digest
       OR held.connection <> template.connection OR held.quorum <> template.demand
       OR held.requester_issuer <> template.issuer OR held.actors <> template.actors
       OR held.request::json #>> '{facts,fingerprint}' IS DISTINCT FROM template.fingerprint
       OR template.subject <> '' AND held.requester_subject <> template.subject
       OR template.for_group <> '' AND NOT EXISTS (
            SELECT FROM json_array_elements_text(held.request::json #> '{requester,groups}') g
            WHERE g = template.for_group) THEN
        RAISE EXCEPTION 'the template is not for this command' USING ERRCODE = 'check_violation';
    END IF;
    IF template.state <> 'ACTIVE' OR NEW.used_at <> held.created_at
       OR NEW.used_at < template.starts_at OR NEW.used_at >= template.ends_at
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

CREATE OR REPLACE FUNCTION guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.version <> 1 OR NEW.extension_approval IS NOT NULL OR NEW.reviewed_at IS NOT NULL
           OR NOT (NEW.state = 'REQUESTED' AND NEW.starts_at IS NULL AND NEW.ends_at IS NULL
                OR NEW.state = 'ACTIVE' AND NEW.break_glass AND NEW.starts_at = NEW.asked_at
                   AND NEW.ends_at <= NEW.starts_at + make_interval(secs => NEW.seconds)) THEN
            RAISE EXCEPTION 'a grant begins with a question' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.subject, OLD.issuer, OLD.actors, OLD.people, OLD.token_id, OLD.connection, OLD.purpose, OLD.ticket,
        OLD.break_glass, OLD.quorum, OLD.approval_id, OLD.asked_at, OLD.review_due)
       IS DISTINCT FROM
       (NEW.id, NEW.subject, NEW.issuer, NEW.actors, NEW.people, NEW.token_id, NEW.connection, NEW.purpose, NEW.ticket,
        NEW.break_glass, NEW.quorum, NEW.approval_id, NEW.asked_at, NEW.review_due)
    THEN
        RAISE EXCEPTION 'what was asked cannot be changed' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'the version counts up' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT (NEW.state = OLD.state
         OR OLD.state = 'REQUESTED' AND NEW.state IN ('ACTIVE', 'REFUSED')
         OR OLD.state = 'ACTIVE' AND NEW.state = 'ENDED') THEN
        RAISE EXCEPTION 'a grant does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'REQUESTED' AND NEW.state = 'ACTIVE' THEN
        IF NOT EXISTS (
                SELECT FROM approval.approval a
                WHERE a.id = NEW.approval_id AND a.kind = 'GRANT' AND a.session_id = NEW.id::text AND a.state = 'APPROVED'
                  AND a.people @> NEW.people AND a.quorum = NEW.quorum AND a.connection = NEW.connection) THEN
            RAISE EXCEPTION 'nothing begins that nobody approved' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.seconds <> OLD.seconds OR NEW.ends_at > NEW.starts_at + make_interval(secs => NEW.seconds) THEN
            RAISE EXCEPTION 'it does not hold longer than was agreed to' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF OLD.state IN ('ENDED', 'REFUSED')
       AND (NEW.seconds, NEW.starts_at, NEW.ends_at) IS DISTINCT FROM (OLD.seconds, OLD.starts_at, OLD.ends_at) THEN
        RAISE EXCEPTION 'what is over stays over' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'ACTIVE' AND NEW.starts_at <> OLD.starts_at THEN
        RAISE EXCEPTION 'a grant begins once' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.ends_at > OLD.ends_at AND (NOT EXISTS (
            SELECT FROM approval.approval a
            WHERE a.id = OLD.extension_approval AND a.kind = 'GRANT' AND a.session_id = NEW.id::text
              AND a.state = 'APPROVED' AND a.people @> NEW.people)
            OR NEW.ends_at > OLD.ends_at + make_interval(secs => OLD.extension_seconds)) THEN
        RAISE EXCEPTION 'nothing is extended that nobody approved' USING ERRCODE = 'check_violation';
    END IF;
    -- People agree to so much more time: how much is said once, when they are asked.
    IF OLD.extension_approval = NEW.extension_approval AND NEW.extension_seconds <> OLD.extension_seconds THEN
        RAISE EXCEPTION 'what was asked cannot be changed' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.reviewed_at IS NOT NULL AND (NEW.reviewed_at, NEW.reviewed_by, NEW.review_note)
       IS DISTINCT FROM (OLD.reviewed_at, OLD.reviewed_by, OLD.review_note) THEN
        RAISE EXCEPTION 'a closed review stays closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION guard_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.lent_by, OLD.lent_to, OLD.groups, OLD.reason, OLD.starts_at, OLD.ends_at)
       IS DISTINCT FROM
       (NEW.id, NEW.lent_by, NEW.lent_to, NEW.groups, NEW.reason, NEW.starts_at, NEW.ends_at)
       OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
        RAISE EXCEPTION 'a word is lent as was said, and taken back once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER delegations_by_the_rules BEFORE UPDATE ON delegation FOR EACH ROW EXECUTE FUNCTION guard_delegation();
CREATE TRIGGER delegations_stay BEFORE DELETE OR TRUNCATE ON delegation FOR EACH STATEMENT EXECUTE FUNCTION refuse();

-- What happened is told, whoever would rather not: a record goes only after it was published, and the chain only on.
CREATE TRIGGER untold_records_stay BEFORE DELETE ON outbox FOR EACH ROW WHEN (OLD.published_at IS NULL)
    EXECUTE FUNCTION refuse();
CREATE FUNCTION guard_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id <> OLD.id OR NEW.sequence < OLD.sequence OR NEW.sequence = OLD.sequence AND NEW.head <> OLD.head THEN
        RAISE EXCEPTION 'the chain goes on from where it was' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER chain_by_the_rules BEFORE UPDATE ON audit_chain FOR EACH ROW EXECUTE FUNCTION guard_chain();
CREATE TRIGGER chain_stays BEFORE DELETE OR TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse();
