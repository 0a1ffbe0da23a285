-- What moves: how far the tree has grown, how far Kafka was read, and the list of sessions derived from the log.

-- The one row whose lock orders all writers of the log.
CREATE TABLE tree_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  size     bigint  NOT NULL,
  root     bytea   NOT NULL
);
INSERT INTO tree_state (size, root) VALUES (0, sha256(''));

-- The next offset to read, moved in the transaction that stores what was read. Whoever takes over a partition raises the
-- epoch, and with that shuts out the one who had it before.
CREATE TABLE kafka_offset (
  topic       text    NOT NULL,
  partition   integer NOT NULL,
  next_offset bigint  NOT NULL,
  epoch       bigint  NOT NULL,
  PRIMARY KEY (topic, partition)
);

CREATE TABLE session (
  id             text PRIMARY KEY,
  subject        text        NOT NULL DEFAULT '',
  issuer         text        NOT NULL DEFAULT '',
  connection     text        NOT NULL DEFAULT '',
  protocol       text        NOT NULL DEFAULT '',
  client_address text        NOT NULL DEFAULT '',
  started_at     timestamptz NOT NULL,
  ended_at       timestamptz,
  end_reason     text        NOT NULL DEFAULT '',
  commands       bigint      NOT NULL DEFAULT 0,
  denied         bigint      NOT NULL DEFAULT 0,
  rows           bigint      NOT NULL DEFAULT 0
);
CREATE INDEX session_newest ON session (started_at DESC, id DESC);
CREATE INDEX session_subject ON session (subject, started_at DESC, id DESC);
CREATE INDEX session_connection ON session (connection, started_at DESC, id DESC);

GRANT SELECT, UPDATE ON tree_state TO audit_app;
GRANT SELECT, INSERT, UPDATE ON kafka_offset, session TO audit_app;
