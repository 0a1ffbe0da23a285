-- What is wrong with the witnesses, for as long as it is: known to all instances, and after a restart.
CREATE TABLE witness_alarm (
  what      text PRIMARY KEY,
  raised_at timestamptz NOT NULL
);

-- When a quorum of them last saw the log grow; the time of the first look where there was none yet.
CREATE TABLE witness_quorum (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  reached_at timestamptz NOT NULL
);

GRANT SELECT, INSERT, DELETE ON witness_alarm TO audit_app;
GRANT SELECT, INSERT, UPDATE ON witness_quorum TO audit_app;
