-- The log. Rows of these tables are written once: nobody changes or deletes them, not even their owner.

-- One audit event, byte for byte as it came. A record that could not be read as an event is kept here too, with an empty
-- chain, so that it gets a leaf.
CREATE TABLE event (
  event_id      text PRIMARY KEY,
  chain_id      text        NOT NULL,
  seq           bigint      NOT NULL CHECK (seq >= 0),
  prev          bytea       NOT NULL CHECK (length(prev) = 32),
  kind          text        NOT NULL,
  class_uid     integer     NOT NULL,
  occurred_at   timestamptz NOT NULL,
  body          bytea       NOT NULL,
  body_sha256   bytea       NOT NULL CHECK (length(body_sha256) = 32),
  source        text        NOT NULL,
  stored_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX event_chain ON event (chain_id, seq) WHERE chain_id <> '';

-- Where an event stands in the tree. Made in the transaction that stores the event, so no event is ever without.
CREATE TABLE log_leaf (
  leaf_index bigint PRIMARY KEY CHECK (leaf_index >= 0),
  event_id   text   NOT NULL UNIQUE,
  leaf_hash  bytea  NOT NULL CHECK (length(leaf_hash) = 32)
);

-- Full tiles of 256 hashes, as C2SP tlog-tiles lays them out. Hashes that do not fill a tile yet are read from log_leaf
-- or from the roots of the tiles below.
CREATE TABLE log_tile (
  level  integer NOT NULL,
  number bigint  NOT NULL,
  hashes bytea   NOT NULL CHECK (length(hashes) = 8192),
  root   bytea   NOT NULL CHECK (length(root) = 32),
  PRIMARY KEY (level, number)
);

-- A log signs one root per size, ever.
CREATE TABLE checkpoint (
  origin    text        NOT NULL,
  size      bigint      NOT NULL,
  root      bytea       NOT NULL CHECK (length(root) = 32),
  note      text        NOT NULL,
  signed_at timestamptz NOT NULL,
  PRIMARY KEY (origin, size)
);

-- Other bytes under an event id that is taken.
CREATE TABLE event_conflict (
  event_id    text        NOT NULL,
  body_sha256 bytea       NOT NULL,
  body        bytea       NOT NULL,
  source      text        NOT NULL,
  stored_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (event_id, body_sha256)
);

-- Why a record was not taken for what it should be; its bytes are in `event` under the same id.
CREATE TABLE quarantine (
  event_id  text PRIMARY KEY,
  source    text        NOT NULL,
  reason    text        NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now()
);

-- Masked recordings, compressed, as they came.
CREATE TABLE recording_chunk (
  chunk_id    text PRIMARY KEY,
  session_id  text        NOT NULL,
  number      integer     NOT NULL CHECK (number > 0),
  body        bytea       NOT NULL,
  body_sha256 bytea       NOT NULL,
  stored_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX recording_chunk_session ON recording_chunk (session_id, number);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = '42501';
END
$$;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['event', 'log_leaf', 'log_tile', 'checkpoint', 'event_conflict', 'quarantine', 'recording_chunk']
  LOOP
    EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', name || '_is_final', name);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO audit_app', name);
  END LOOP;
END
$$;
