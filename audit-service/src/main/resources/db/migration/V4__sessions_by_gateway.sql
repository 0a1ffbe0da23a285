-- Which gateway a session runs on, so that sessions end in the list when their gateway was killed and came back; and how
-- many chunks its recording should have.
ALTER TABLE session ADD COLUMN gateway text NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN chunks bigint NOT NULL DEFAULT 0;
CREATE INDEX session_active ON session (gateway, started_at) WHERE ended_at IS NULL;

CREATE TABLE gateway_start (
  gateway    text PRIMARY KEY,
  started_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON gateway_start TO audit_app;
