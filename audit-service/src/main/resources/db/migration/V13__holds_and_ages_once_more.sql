-- Which rules, connections, grants and holds are in force at a time, found without reading every event (V7, and holds).
DROP INDEX event_standing;
CREATE INDEX event_standing ON event (occurred_at)
  WHERE kind IN ('policy.changed', 'connection.changed', 'classification.changed', 'grant.requested', 'grant.changed',
                 'grant.reviewed', 'approval.requested', 'approval.voted', 'approval.ended', 'approval.consumed',
                 'approval.escalated', 'template.proposed', 'template.changed', 'delegation.changed', 'retention.applied',
                 'hold.set', 'hold.lifted');

-- V11's, and whoever sets a hold at this moment is waited for, or waits.
CREATE OR REPLACE FUNCTION erase_recording(wanted text, by_whom text, at_time timestamptz, lapses interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
DECLARE asked erasure;
BEGIN
  LOCK TABLE legal_hold IN SHARE MODE;
  SELECT * INTO asked FROM erasure WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN 'UNKNOWN'; END IF;
  IF asked.agreed_by IS NOT NULL THEN RETURN 'DONE'; END IF;
  IF asked.asked_by = by_whom THEN RETURN 'SAME_PERSON'; END IF;
  IF asked.asked_at < at_time - lapses THEN RETURN 'LAPSED'; END IF;
  IF is_held(asked.session_id) THEN RETURN 'HELD'; END IF;
  -- A session of which it is not known whose it was, where, and that it ended, may be held and may run.
  IF NOT EXISTS (SELECT FROM session WHERE id = asked.session_id AND ended_at IS NOT NULL
                 AND subject <> '' AND connection <> '') THEN RETURN 'RUNNING'; END IF;
  UPDATE recording_key SET kek_id = NULL, wrapped = NULL WHERE session_id = asked.session_id AND kek_id IS NOT NULL;
  IF NOT FOUND THEN RETURN 'NO_KEY'; END IF;
  UPDATE erasure SET agreed_by = by_whom, agreed_at = at_time WHERE id = wanted;
  RETURN 'ERASED';
END
$$;

-- V12's, and a hold is found in an event also where its value stands there escaped, as in a string of JSON.
CREATE OR REPLACE VIEW expirable_event AS
  SELECT l.leaf_index, l.leaf_hash, e.event_id, e.chain_id, e.seq, e.body, e.occurred_at
  FROM event AS e JOIN log_leaf AS l USING (event_id)
  WHERE e.kind NOT IN ('expired', 'retention.applied', 'erasure.asked', 'recording.erased', 'hold.set', 'hold.lifted',
                       'policy.changed', 'connection.changed', 'classification.changed')
    AND e.occurred_at < now() - (SELECT keep FROM retention_class WHERE name = 'events')
    AND l.leaf_index < (SELECT old_leaves('events'))
    AND NOT is_held(e.chain_id)
    AND NOT EXISTS (SELECT FROM active_hold AS h CROSS JOIN to_json(h.value) AS quoted
                    WHERE position(convert_to(h.value, 'UTF8') IN e.body) > 0
                       OR position(convert_to(substr(quoted::text, 2, length(quoted::text) - 2), 'UTF8') IN e.body) > 0)
    AND NOT EXISTS (SELECT FROM session AS s WHERE s.id = e.chain_id AND s.ended_at IS NULL)
    AND (e.chain_id <> 'svc-audit' OR e.seq <= (SELECT seq FROM own_events_published));

-- V12's, and a session of which it is not known whose it was and where may be held: its recording stays.
CREATE OR REPLACE VIEW expirable_recording AS
  SELECT c.session_id FROM recording_chunk AS c
    JOIN session AS s ON s.id = c.session_id
    JOIN log_leaf AS l ON l.event_id = 'recording:' || c.chunk_id
  WHERE NOT c.expired AND s.subject <> '' AND s.connection <> ''
  GROUP BY c.session_id, s.ended_at
  HAVING s.ended_at < now() - (SELECT keep FROM retention_class WHERE name = 'recordings')
     AND max(l.leaf_index) < (SELECT old_leaves('recordings'))
     AND NOT is_held(c.session_id);

-- Both of V12's under the same lock as an erasure: no hold is set between the look and the act.
ALTER FUNCTION expire_events(bigint[]) RENAME TO expire_events_unlocked;
ALTER FUNCTION expire_recording(text) RENAME TO expire_recording_unlocked;
REVOKE ALL ON FUNCTION expire_events_unlocked, expire_recording_unlocked FROM PUBLIC, audit_app;

CREATE FUNCTION expire_events(leaves bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
BEGIN
  LOCK TABLE legal_hold IN SHARE MODE;
  PERFORM expire_events_unlocked(leaves);
END
$$;
CREATE FUNCTION expire_recording(wanted text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
BEGIN
  LOCK TABLE legal_hold IN SHARE MODE;
  RETURN expire_recording_unlocked(wanted);
END
$$;
REVOKE ALL ON FUNCTION expire_events, expire_recording FROM PUBLIC;
GRANT EXECUTE ON FUNCTION expire_events, expire_recording TO audit_app;
