-- What stands beside the bytes of an event can be checked against them, so that whoever alters it is found out. What could
-- not be checked goes: when a record was stored is between two checkpoints, and where it lay in Kafka concerns only those
-- that were not what they should be, for which `quarantine` and `event_conflict` say it.
ALTER TABLE event DROP COLUMN source, DROP COLUMN stored_at;
ALTER TABLE recording_chunk DROP COLUMN stored_at;
ALTER TABLE event DISABLE TRIGGER event_is_final;
UPDATE event SET occurred_at = 'epoch' WHERE chain_id = '';
-- An event tells its time to the millisecond.
UPDATE event SET occurred_at = date_trunc('milliseconds', occurred_at)
  WHERE occurred_at <> date_trunc('milliseconds', occurred_at);
ALTER TABLE event ENABLE TRIGGER event_is_final;
