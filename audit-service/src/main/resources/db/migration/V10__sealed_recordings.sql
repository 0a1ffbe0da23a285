-- The bytes of recordings, under a name that says which session's they are and what their digest is.
CREATE TABLE recording_object (
  name  text  PRIMARY KEY,
  bytes bytea NOT NULL
);
-- What was recorded before recordings were sealed stays as it was, and is told apart by `sealed`.
INSERT INTO recording_object (name, bytes)
  SELECT left(encode(sha256(convert_to(session_id, 'UTF8')), 'hex'), 32) || '/' || encode(body_sha256, 'hex'), body
  FROM recording_chunk ON CONFLICT DO NOTHING;
ALTER TABLE recording_chunk DROP COLUMN body;
ALTER TABLE recording_chunk ADD COLUMN sealed boolean NOT NULL DEFAULT false;
ALTER TABLE recording_chunk ALTER COLUMN sealed DROP DEFAULT;

-- One key per session, wrapped with a key that is not in this database. A destroyed key leaves its row, so that the
-- session never gets another one. The service's role adds rows and changes none.
CREATE TABLE recording_key (
  session_id text PRIMARY KEY,
  kek_id     text,
  wrapped    bytea,
  CHECK ((kek_id IS NULL) = (wrapped IS NULL))
);
CREATE INDEX recording_key_kek ON recording_key (kek_id);

CREATE TRIGGER recording_object_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON recording_object
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON recording_object, recording_key TO audit_app;
