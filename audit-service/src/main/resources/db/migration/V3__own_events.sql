-- How much of the service's own chain is on the audit topic, where SIEMs look for it.
CREATE TABLE own_events_published (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  seq      bigint  NOT NULL
);
INSERT INTO own_events_published (seq) VALUES (0);
GRANT SELECT, UPDATE ON own_events_published TO audit_app;
