-- What an event's leaf is made with beside its bytes. Events from before have none, and their leaves hold the plain digest.
ALTER TABLE event ADD COLUMN salt bytea CHECK (length(salt) = 32);

-- V13's with the salt, and without the newest of the service's own events: the next one has to name its digest.
CREATE OR REPLACE VIEW expirable_event AS
  SELECT l.leaf_index, l.leaf_hash, e.event_id, e.chain_id, e.seq, e.body, e.occurred_at, e.salt
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
    AND (e.chain_id <> 'svc-audit'
         OR e.seq <= (SELECT seq FROM own_events_published)
            AND e.seq < (SELECT max(newest.seq) FROM event AS newest WHERE newest.chain_id = 'svc-audit'));

-- V12's. Of an event with a salt what the leaf commits to takes the place of its digest, and the salt goes: what is left
-- says nothing of the event, and its leaf can still be made.
CREATE OR REPLACE FUNCTION expire_events_unlocked(leaves bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
DECLARE changed bigint;
BEGIN
  PERFORM set_config('audit.expiring', 'event', true);
  UPDATE event SET kind = 'expired', class_uid = 0, occurred_at = 'epoch', body = '',
                   prev = decode(repeat('00', 32), 'hex'), salt = NULL,
                   body_sha256 = CASE WHEN salt IS NULL THEN body_sha256 ELSE sha256(salt || body) END
  WHERE event_id IN (SELECT x.event_id FROM expirable_event AS x WHERE x.leaf_index = ANY (leaves));
  GET DIAGNOSTICS changed = ROW_COUNT;
  PERFORM set_config('audit.expiring', '', true);
  IF changed <> cardinality(leaves) THEN
    RAISE EXCEPTION 'not all of these events may expire' USING ERRCODE = '42501';
  END IF;
END
$$;
