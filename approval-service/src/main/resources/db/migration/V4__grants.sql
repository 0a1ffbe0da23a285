-- Access for a time. Who asked, for what and with what review cannot be changed, and time only passes one way.

CREATE TABLE access_grant (
    id                 uuid        PRIMARY KEY,
    state              text        NOT NULL CHECK (state IN ('REQUESTED', 'ACTIVE', 'ENDED', 'REFUSED')),
    subject            text        NOT NULL,
    issuer             text        NOT NULL,
    actors             text[]      NOT NULL,
    people             text[]      NOT NULL,
    token_id           text        NOT NULL,
    connection         text        NOT NULL,
    purpose            text        NOT NULL CHECK (purpose <> ''),
    ticket             text        NOT NULL,
    seconds            bigint      NOT NULL CHECK (seconds > 0),
    break_glass        boolean     NOT NULL,
    quorum             text        NOT NULL,
    approval_id        uuid        REFERENCES approval,
    asked_at           timestamptz NOT NULL,
    starts_at          timestamptz,
    ends_at            timestamptz,
    ended_by           text        NOT NULL,
    end_reason         text        NOT NULL,
    extension_approval uuid        REFERENCES approval,
    extension_seconds  bigint,
    review_due         timestamptz,
    reviewed_at        timestamptz,
    reviewed_by        text        NOT NULL DEFAULT '',
    review_note        text        NOT NULL DEFAULT '',
    nag_at             timestamptz,
    version            bigint      NOT NULL,
    CHECK ((approval_id IS NULL) = break_glass),
    CHECK ((review_due IS NOT NULL) = break_glass),
    CHECK (state NOT IN ('ACTIVE', 'ENDED') OR starts_at IS NOT NULL AND ends_at IS NOT NULL),
    CHECK (reviewed_at IS NULL OR review_note <> '' AND NOT reviewed_by = ANY (people) AND nag_at IS NULL)
);
CREATE INDEX grant_active ON access_grant (connection, subject, issuer) WHERE state = 'ACTIVE';
CREATE INDEX grant_open ON access_grant (subject, issuer) WHERE state IN ('REQUESTED', 'ACTIVE');
CREATE INDEX grant_ending ON access_grant (ends_at) WHERE state = 'ACTIVE';
CREATE INDEX grant_nagging ON access_grant (nag_at) WHERE nag_at IS NOT NULL;

CREATE FUNCTION guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.version <> 1 OR NOT (NEW.state = 'REQUESTED' OR NEW.state = 'ACTIVE' AND NEW.break_glass) THEN
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
    IF OLD.state = 'REQUESTED' AND NEW.state = 'ACTIVE' AND NOT EXISTS (
            SELECT FROM approval.approval a WHERE a.id = NEW.approval_id AND a.state = 'APPROVED') THEN
        RAISE EXCEPTION 'nothing begins that nobody approved' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.ends_at > OLD.ends_at AND NOT EXISTS (
            SELECT FROM approval.approval a WHERE a.id = OLD.extension_approval AND a.state = 'APPROVED') THEN
        RAISE EXCEPTION 'nothing is extended that nobody approved' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.reviewed_at IS NOT NULL AND (NEW.reviewed_at, NEW.reviewed_by, NEW.review_note)
       IS DISTINCT FROM (OLD.reviewed_at, OLD.reviewed_by, OLD.review_note) THEN
        RAISE EXCEPTION 'a closed review stays closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER grants_by_the_rules BEFORE INSERT OR UPDATE ON access_grant FOR EACH ROW EXECUTE FUNCTION guard_grant();
CREATE TRIGGER grants_stay BEFORE DELETE OR TRUNCATE ON access_grant FOR EACH STATEMENT EXECUTE FUNCTION refuse();

GRANT SELECT, INSERT, UPDATE (state, seconds, starts_at, ends_at, ended_by, end_reason, extension_approval,
    extension_seconds, reviewed_at, reviewed_by, review_note, nag_at, version) ON access_grant TO approval_app;
