-- What is compared to find sessions that went past the gateways. All of it follows from events: none of it is evidence.

-- Every login of a gateway at a target, by what the target tells it from others.
CREATE TABLE target_login (
  address    text        NOT NULL,
  process    bigint      NOT NULL,
  opened_at  timestamptz NOT NULL,
  ready_at   timestamptz NOT NULL,
  chain_id   text        NOT NULL,
  connection text        NOT NULL,
  purpose    text        NOT NULL,
  PRIMARY KEY (address, ready_at, process)
);
CREATE INDEX target_login_process ON target_login (address, process, ready_at);
CREATE INDEX target_login_age ON target_login (ready_at);

-- Sessions at targets that the gateway which saw them does not know. One that another gateway knows goes; what stays is
-- what a finding was raised about, so that none is raised twice.
CREATE TABLE target_session (
  address      text        NOT NULL,
  process      bigint      NOT NULL,
  begun_micros bigint      NOT NULL,
  begun_at     timestamptz NOT NULL,
  connection   text        NOT NULL,
  database_user text       NOT NULL,
  application  text        NOT NULL,
  client       text        NOT NULL,
  kind         text        NOT NULL,
  event_id     text        NOT NULL,
  stored_at    timestamptz NOT NULL DEFAULT now(),
  raised       boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (address, process, begun_micros)
);
CREATE INDEX target_session_open ON target_session (stored_at) WHERE NOT raised;

-- When each target was last seen by any gateway.
CREATE TABLE target_observation (
  connection  text        NOT NULL,
  address     text        NOT NULL,
  observed_at timestamptz NOT NULL,
  overdue     boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (connection, address)
);

GRANT SELECT, INSERT, DELETE ON target_login TO audit_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON target_session TO audit_app;
GRANT SELECT, INSERT, UPDATE ON target_observation TO audit_app;
