-- What witnesses said of checkpoints: evidence like the checkpoints themselves.
CREATE TABLE cosignature (
  origin      text        NOT NULL,
  size        bigint      NOT NULL,
  witness     text        NOT NULL,
  line        text        NOT NULL,
  cosigned_at timestamptz NOT NULL,
  PRIMARY KEY (origin, size, witness)
);
CREATE INDEX cosignature_of_witness ON cosignature (origin, witness, size);
CREATE TRIGGER cosignature_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON cosignature
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON cosignature TO audit_app;
