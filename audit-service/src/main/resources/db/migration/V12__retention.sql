-- How long what is kept, set at each start by the owner (R__retention_classes.sql): the service's role cannot shorten it.
CREATE TABLE retention_class (
  name text PRIMARY KEY CHECK (name IN ('events', 'recordings')),
  keep interval NOT NULL CHECK (keep > interval '0')
);
GRANT SELECT ON retention_class TO audit_app;

ALTER TABLE recording_chunk ADD COLUMN expired boolean NOT NULL DEFAULT false;
CREATE INDEX recording_chunk_kept ON recording_chunk (session_id) WHERE NOT expired;
CREATE INDEX event_age ON event (occurred_at) WHERE kind <> 'expired';
CREATE INDEX checkpoint_age ON checkpoint (signed_at);

-- As before, except for what the functions below do.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('audit.expiring', true) = TG_TABLE_NAME THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;

-- Leaves below this number were in a signed log before the class's time began. What an event says of its own age is not
-- enough: whoever writes events could let them expire at once.
CREATE FUNCTION old_leaves(class text) RETURNS bigint LANGUAGE sql STABLE SET search_path = audit AS $$
  SELECT coalesce(max(size), 0) FROM checkpoint
  WHERE signed_at < now() - (SELECT keep FROM retention_class WHERE name = class)
$$;

-- Events whose time is over. What the log says about what it erased, gave up or held is kept for ever, and so is what
-- rules and connections there were, which is in force until it is changed; what is held, or speaks of something that
-- is, for as long as that.
CREATE VIEW expirable_event AS
  SELECT l.leaf_index, l.leaf_hash, e.event_id, e.chain_id, e.seq, e.body, e.occurred_at
  FROM event AS e JOIN log_leaf AS l USING (event_id)
  WHERE e.kind NOT IN ('expired', 'retention.applied', 'erasure.asked', 'recording.erased', 'hold.set', 'hold.lifted',
                       'policy.changed', 'connection.changed', 'classification.changed')
    AND e.occurred_at < now() - (SELECT keep FROM retention_class WHERE name = 'events')
    AND l.leaf_index < (SELECT old_leaves('events'))
    AND NOT is_held(e.chain_id)
    AND NOT EXISTS (SELECT FROM active_hold AS h WHERE position(convert_to(h.value, 'UTF8') IN e.body) > 0)
    AND NOT EXISTS (SELECT FROM session AS s WHERE s.id = e.chain_id AND s.ended_at IS NULL)
    -- What the service reports itself goes to the audit topic first.
    AND (e.chain_id <> 'svc-audit' OR e.seq <= (SELECT seq FROM own_events_published));

-- Sessions whose recording's time is over.
CREATE VIEW expirable_recording AS
  SELECT c.session_id FROM recording_chunk AS c
    JOIN session AS s ON s.id = c.session_id
    JOIN log_leaf AS l ON l.event_id = 'recording:' || c.chunk_id
  WHERE NOT c.expired
  GROUP BY c.session_id, s.ended_at
  HAVING s.ended_at < now() - (SELECT keep FROM retention_class WHERE name = 'recordings')
     AND max(l.leaf_index) < (SELECT old_leaves('recordings'))
     AND NOT is_held(c.session_id);

-- Gives up the bytes of these events; their rows stay, so that a copy that comes again is known, chains go on, and each
-- leaf can still be made again. All of them, or none if the time of one is not over.
CREATE FUNCTION expire_events(leaves bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
DECLARE changed bigint;
BEGIN
  PERFORM set_config('audit.expiring', 'event', true);
  UPDATE event SET kind = 'expired', class_uid = 0, occurred_at = 'epoch', body = '',
                   prev = decode(repeat('00', 32), 'hex')
  WHERE event_id IN (SELECT x.event_id FROM expirable_event AS x WHERE x.leaf_index = ANY (leaves));
  GET DIAGNOSTICS changed = ROW_COUNT;
  PERFORM set_config('audit.expiring', '', true);
  IF changed <> cardinality(leaves) THEN
    RAISE EXCEPTION 'not all of these events may expire' USING ERRCODE = '42501';
  END IF;
END
$$;

-- Destroys the key of a recording and gives up its bytes; says how many chunks it had.
CREATE FUNCTION expire_recording(wanted text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
DECLARE changed bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM expirable_recording WHERE session_id = wanted) THEN
    RAISE EXCEPTION 'this recording may not expire' USING ERRCODE = '42501';
  END IF;
  UPDATE recording_key SET kek_id = NULL, wrapped = NULL WHERE session_id = wanted;
  PERFORM set_config('audit.expiring', 'recording_object', true);
  DELETE FROM recording_object WHERE name IN (
    SELECT left(encode(sha256(convert_to(session_id, 'UTF8')), 'hex'), 32) || '/' || encode(body_sha256, 'hex')
    FROM recording_chunk WHERE session_id = wanted);
  PERFORM set_config('audit.expiring', 'recording_chunk', true);
  UPDATE recording_chunk SET expired = true WHERE session_id = wanted AND NOT expired;
  GET DIAGNOSTICS changed = ROW_COUNT;
  PERFORM set_config('audit.expiring', '', true);
  RETURN changed;
END
$$;

-- Forgets what was derived from events that are gone, and bytes that came under their ids.
CREATE FUNCTION forget_expired() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
BEGIN
  DELETE FROM session AS s
  WHERE s.ended_at < now() - (SELECT keep FROM retention_class WHERE name = 'events')
    AND EXISTS (SELECT FROM event AS e WHERE e.chain_id = s.id)
    AND NOT EXISTS (SELECT FROM event AS e WHERE e.chain_id = s.id AND e.kind <> 'expired')
    AND NOT EXISTS (SELECT FROM recording_chunk AS c WHERE c.session_id = s.id AND NOT c.expired);
  PERFORM set_config('audit.expiring', 'event_conflict', true);
  DELETE FROM event_conflict AS c USING event AS e
  WHERE e.event_id = c.event_id AND e.kind = 'expired'
    AND c.stored_at < now() - (SELECT keep FROM retention_class WHERE name = 'events');
  PERFORM set_config('audit.expiring', '', true);
END
$$;

REVOKE ALL ON FUNCTION expire_events, expire_recording, forget_expired FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expire_events, expire_recording, forget_expired TO audit_app;
GRANT SELECT ON expirable_event, expirable_recording TO audit_app;
