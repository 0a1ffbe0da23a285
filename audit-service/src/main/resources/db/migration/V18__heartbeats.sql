-- What gateways said of the chains they keep, compared with what is stored. All of it follows from events: none of it is
-- evidence.

-- Which gateways there are, and when each was last heard of; and, while it is missed, when that was when it was raised.
CREATE TABLE gateway_life (
  gateway  text PRIMARY KEY,
  chain_id text        NOT NULL,
  said_at  timestamptz NOT NULL,
  heard_at timestamptz NOT NULL DEFAULT now(),
  stopped  boolean     NOT NULL DEFAULT false,
  missed   timestamptz
);

-- That a chain has come so far, as its gateway said before that was stored. What is stored in time goes; what stays is
-- what a finding was raised about, so that none is raised twice.
CREATE TABLE chain_claim (
  chain_id   text        NOT NULL,
  seq        bigint      NOT NULL,
  head       bytea       NOT NULL CHECK (length(head) = 32),
  gateway    text        NOT NULL,
  event_id   text        NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  raised     boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (chain_id, seq, head)
);
CREATE INDEX chain_claim_open ON chain_claim (claimed_at) WHERE NOT raised;
CREATE INDEX chain_claim_raised ON chain_claim (chain_id) WHERE raised;

GRANT SELECT, INSERT, UPDATE, DELETE ON gateway_life, chain_claim TO audit_app;
