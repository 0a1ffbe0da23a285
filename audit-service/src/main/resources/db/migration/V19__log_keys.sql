-- V16's, and what the log's keys said of their successors stays: without it nobody who has an old key gets to the new one.
CREATE OR REPLACE VIEW expirable_event AS
  SELECT l.leaf_index, l.leaf_hash, e.event_id, e.chain_id, e.seq, e.body, e.occurred_at, e.salt
  FROM event AS e JOIN log_leaf AS l USING (event_id)
  WHERE e.kind NOT IN ('expired', 'retention.applied', 'erasure.asked', 'recording.erased', 'hold.set', 'hold.lifted',
                       'policy.changed', 'connection.changed', 'classification.changed', 'log.key.announced')
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

CREATE INDEX event_log_key ON event (seq) WHERE kind = 'log.key.announced';
