-- Held commands and the votes on them. What the rules of approval forbid is refused here too, so that neither a fault in
-- the application nor a hand-written statement can get round them.

CREATE TABLE approval (
    id                uuid        PRIMARY KEY,
    command_id        text        NOT NULL UNIQUE,
    digest            text        NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    connection        text        NOT NULL,
    session_id        text        NOT NULL,
    requester_subject text        NOT NULL,
    requester_issuer  text        NOT NULL,
    requester_client  text        NOT NULL,
    actors            text[]      NOT NULL,
    request           text        NOT NULL,
    quorum            text        NOT NULL,
    state             text        NOT NULL
        CHECK (state IN ('PENDING', 'APPROVED', 'CONSUMED', 'REJECTED', 'EXPIRED', 'WITHDRAWN')),
    created_at        timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL CHECK (expires_at > created_at),
    decided_at        timestamptz,
    version           bigint      NOT NULL,
    CHECK ((state = 'PENDING') = (decided_at IS NULL))
);
COMMENT ON COLUMN approval.request IS 'the request as JSON: the whole command, parameters, facts and reasons';
CREATE INDEX approval_newest ON approval (created_at DESC, id DESC);
CREATE INDEX approval_due ON approval (expires_at) WHERE state IN ('PENDING', 'APPROVED');

CREATE TABLE vote (
    approval_id     uuid        NOT NULL REFERENCES approval,
    voter_issuer    text        NOT NULL,
    voter_subject   text        NOT NULL,
    groups          text[]      NOT NULL,
    approve         boolean     NOT NULL,
    reason          text        NOT NULL,
    digest          text        NOT NULL,
    idempotency_key text,
    cast_at         timestamptz NOT NULL,
    CONSTRAINT one_vote_per_person PRIMARY KEY (approval_id, voter_issuer, voter_subject),
    CONSTRAINT one_use_per_key UNIQUE (voter_issuer, voter_subject, idempotency_key)
);

CREATE FUNCTION guard_new_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'PENDING' OR NEW.version <> 1 THEN
        RAISE EXCEPTION 'an approval begins as PENDING' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER begins_pending BEFORE INSERT ON approval FOR EACH ROW EXECUTE FUNCTION guard_new_approval();

CREATE FUNCTION guard_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.command_id, OLD.digest, OLD.connection, OLD.session_id, OLD.requester_subject,
        OLD.requester_issuer, OLD.requester_client, OLD.actors, OLD.request, OLD.quorum, OLD.created_at, OLD.expires_at)
       IS DISTINCT FROM
       (NEW.id, NEW.command_id, NEW.digest, NEW.connection, NEW.session_id, NEW.requester_subject,
        NEW.requester_issuer, NEW.requester_client, NEW.actors, NEW.request, NEW.quorum, NEW.created_at, NEW.expires_at)
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
    IF NEW.state = 'APPROVED' AND (
            NOT EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND v.approve)
            OR EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND NOT v.approve)) THEN
        RAISE EXCEPTION 'nothing is approved without a yes or against a no' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER changes_by_the_rules BEFORE UPDATE ON approval FOR EACH ROW EXECUTE FUNCTION guard_change();

CREATE FUNCTION guard_vote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held approval.approval;
BEGIN
    -- Locked, so that a vote and the end of the approval cannot pass each other.
    SELECT * INTO held FROM approval.approval a WHERE a.id = NEW.approval_id FOR UPDATE;
    IF (NEW.voter_subject, NEW.voter_issuer) = (held.requester_subject, held.requester_issuer)
       OR NEW.voter_subject = held.requester_client
       OR NEW.voter_subject = ANY (held.actors) THEN
        RAISE EXCEPTION 'nobody votes on their own request' USING ERRCODE = 'check_violation';
    END IF;
    IF held.state <> 'PENDING' OR NEW.cast_at >= held.expires_at THEN
        RAISE EXCEPTION 'the approval takes no more votes' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.digest <> held.digest THEN
        RAISE EXCEPTION 'the vote is on another command' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER votes_by_the_rules BEFORE INSERT ON vote FOR EACH ROW EXECUTE FUNCTION guard_vote();

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is never allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER votes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON vote FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER approvals_stay BEFORE DELETE OR TRUNCATE ON approval FOR EACH STATEMENT EXECUTE FUNCTION refuse();

GRANT SELECT, INSERT, UPDATE (state, decided_at, version) ON approval TO approval_app;
GRANT SELECT, INSERT ON vote TO approval_app;
