-- What must stay. Setting and lifting are rows, which nobody changes.
CREATE TABLE legal_hold (
  id     text PRIMARY KEY,
  scope  text        NOT NULL CHECK (scope IN ('SESSION', 'IDENTITY', 'CONNECTION')),
  value  text        NOT NULL CHECK (value <> ''),
  reason text        NOT NULL CHECK (reason <> ''),
  set_by text        NOT NULL,
  set_at timestamptz NOT NULL
);
CREATE TABLE legal_hold_lifted (
  hold_id   text PRIMARY KEY REFERENCES legal_hold (id),
  reason    text        NOT NULL CHECK (reason <> ''),
  lifted_by text        NOT NULL,
  lifted_at timestamptz NOT NULL
);
CREATE TRIGGER legal_hold_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON legal_hold
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER legal_hold_lifted_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON legal_hold_lifted
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE VIEW active_hold AS
  SELECT h.scope, h.value FROM legal_hold AS h
  WHERE NOT EXISTS (SELECT FROM legal_hold_lifted AS l WHERE l.hold_id = h.id);

CREATE FUNCTION is_held(session_id text) RETURNS boolean LANGUAGE sql STABLE SET search_path = audit AS $$
  SELECT EXISTS (SELECT FROM active_hold WHERE scope = 'SESSION' AND value = session_id)
      OR EXISTS (SELECT FROM active_hold AS h JOIN session AS s ON s.id = session_id
                 WHERE h.scope = 'IDENTITY' AND h.value = s.subject
                    OR h.scope = 'CONNECTION' AND h.value = s.connection)
$$;

-- That a recording is to be made unreadable: one person asks, another agrees.
CREATE TABLE erasure (
  id         text PRIMARY KEY,
  session_id text        NOT NULL,
  reason     text        NOT NULL CHECK (reason <> ''),
  asked_by   text        NOT NULL,
  asked_at   timestamptz NOT NULL,
  agreed_by  text CHECK (agreed_by <> asked_by),
  agreed_at  timestamptz,
  CHECK ((agreed_by IS NULL) = (agreed_at IS NULL))
);
CREATE INDEX erasure_session ON erasure (session_id);

-- The only way for the service to destroy a key of its own accord. Says what came of it: 'ERASED', or why not.
CREATE FUNCTION erase_recording(wanted text, by_whom text, at_time timestamptz, lapses interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit AS $$
DECLARE asked erasure;
BEGIN
  SELECT * INTO asked FROM erasure WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN 'UNKNOWN'; END IF;
  IF asked.agreed_by IS NOT NULL THEN RETURN 'DONE'; END IF;
  IF asked.asked_by = by_whom THEN RETURN 'SAME_PERSON'; END IF;
  IF asked.asked_at < at_time - lapses THEN RETURN 'LAPSED'; END IF;
  IF is_held(asked.session_id) THEN RETURN 'HELD'; END IF;
  IF EXISTS (SELECT FROM session WHERE id = asked.session_id AND ended_at IS NULL) THEN RETURN 'RUNNING'; END IF;
  UPDATE recording_key SET kek_id = NULL, wrapped = NULL WHERE session_id = asked.session_id AND kek_id IS NOT NULL;
  IF NOT FOUND THEN RETURN 'NO_KEY'; END IF;
  UPDATE erasure SET agreed_by = by_whom, agreed_at = at_time WHERE id = wanted;
  RETURN 'ERASED';
END
$$;
REVOKE ALL ON FUNCTION erase_recording FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_recording TO audit_app;

GRANT SELECT, INSERT ON legal_hold, legal_hold_lifted TO audit_app;
GRANT SELECT ON active_hold, erasure TO audit_app;
-- Who agrees comes in through the function alone.
GRANT INSERT (id, session_id, reason, asked_by, asked_at) ON erasure TO audit_app;
