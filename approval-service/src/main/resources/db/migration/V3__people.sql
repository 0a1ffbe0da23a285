-- People behind subjects, word lent to others, questions about access beside questions about commands, and escalation.

CREATE TABLE delegation (
    id        uuid        PRIMARY KEY,
    lent_by   text        NOT NULL,
    lent_to   text        NOT NULL CHECK (lent_to <> lent_by),
    groups    text[]      NOT NULL CHECK (cardinality(groups) > 0),
    reason    text        NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at   timestamptz NOT NULL CHECK (ends_at > starts_at),
    ended_at  timestamptz
);
CREATE INDEX delegation_to ON delegation (lent_to, ends_at);
CREATE INDEX delegation_by ON delegation (lent_by);
GRANT SELECT, INSERT, UPDATE (ended_at) ON delegation TO approval_app;

ALTER TABLE approval
    ADD COLUMN kind         text   NOT NULL DEFAULT 'COMMAND' CHECK (kind IN ('COMMAND', 'GRANT')),
    ADD COLUMN people       text[] NOT NULL DEFAULT '{}',
    ADD COLUMN escalates_at timestamptz;
ALTER TABLE approval ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN people DROP DEFAULT;
COMMENT ON COLUMN approval.people IS 'everybody the request comes from: subjects and the people behind them';
CREATE INDEX approval_escalating ON approval (escalates_at) WHERE state = 'PENDING';
GRANT UPDATE (escalates_at) ON approval TO approval_app;

ALTER TABLE vote ADD COLUMN person text, ADD COLUMN seat text;
ALTER TABLE vote DISABLE TRIGGER votes_stay;
UPDATE vote SET person = voter_subject, seat = voter_subject;
ALTER TABLE vote ENABLE TRIGGER votes_stay;
ALTER TABLE vote
    ALTER COLUMN person SET NOT NULL,
    ALTER COLUMN seat SET NOT NULL,
    ADD CONSTRAINT one_vote_per_human UNIQUE (approval_id, person),
    ADD CONSTRAINT each_word_counts_once UNIQUE (approval_id, seat);
COMMENT ON COLUMN vote.seat IS 'whose word it is: the voter''s, or that of a person who lent it';

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
    IF NEW.state = 'APPROVED' AND (
            NOT EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND v.approve)
            OR EXISTS (SELECT FROM approval.vote v WHERE v.approval_id = NEW.id AND NOT v.approve)) THEN
        RAISE EXCEPTION 'nothing is approved without a yes or against a no' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION guard_vote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held approval.approval;
BEGIN
    -- Locked, so that a vote and the end of the approval cannot pass each other.
    SELECT * INTO held FROM approval.approval a WHERE a.id = NEW.approval_id FOR UPDATE;
    IF (NEW.voter_subject, NEW.voter_issuer) = (held.requester_subject, held.requester_issuer)
       OR NEW.voter_subject = held.requester_client
       OR NEW.voter_subject = ANY (held.actors)
       OR ARRAY[NEW.voter_subject, NEW.person, NEW.seat] && held.people THEN
        RAISE EXCEPTION 'nobody votes on their own request' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM approval.vote v
               WHERE v.approval_id = NEW.approval_id AND (v.person = NEW.seat OR v.seat = NEW.person)) THEN
        RAISE EXCEPTION 'each word counts once' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.seat <> NEW.person AND NOT EXISTS (
            SELECT FROM approval.delegation d
            WHERE d.lent_by = NEW.seat AND d.lent_to = NEW.person AND d.groups @> NEW.groups
              AND d.starts_at <= NEW.cast_at AND d.ends_at > NEW.cast_at
              AND (d.ended_at IS NULL OR d.ended_at > NEW.cast_at)) THEN
        RAISE EXCEPTION 'nobody lent their word for this vote' USING ERRCODE = 'check_violation';
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
