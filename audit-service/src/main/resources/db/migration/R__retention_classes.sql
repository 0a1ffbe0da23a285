-- From portcullis.audit.retention.events and .recordings, at each start at which they differ from before.
INSERT INTO retention_class (name, keep) VALUES ('events', '${keep-events}'), ('recordings', '${keep-recordings}')
  ON CONFLICT (name) DO UPDATE SET keep = EXCLUDED.keep;
