-- Commands by time, for the search through all sessions.
CREATE INDEX event_commands ON event (occurred_at DESC, event_id DESC)
  WHERE kind IN ('command.intent', 'command.refused');
