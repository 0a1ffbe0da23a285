-- How many tokens of language models each identity has used, and what is set aside for requests under way.

CREATE TABLE token_usage (
    issuer     text   NOT NULL,
    subject    text   NOT NULL,
    connection text   NOT NULL,
    day        date   NOT NULL,
    tokens     bigint NOT NULL CHECK (tokens >= 0),
    PRIMARY KEY (issuer, subject, connection, day)
);
COMMENT ON COLUMN token_usage.day IS 'UTC';
CREATE INDEX token_usage_day ON token_usage (day, tokens DESC);

-- What a gateway never settled stays counted.
CREATE TABLE token_reservations (
    id         uuid   PRIMARY KEY,
    issuer     text   NOT NULL,
    subject    text   NOT NULL,
    connection text   NOT NULL,
    day        date   NOT NULL,
    tokens     bigint NOT NULL CHECK (tokens > 0)
);
CREATE INDEX token_reservations_identity ON token_reservations (issuer, subject, connection, day);

GRANT SELECT, INSERT, UPDATE, DELETE ON token_usage TO policy_app;
GRANT SELECT, INSERT, DELETE ON token_reservations TO policy_app;
