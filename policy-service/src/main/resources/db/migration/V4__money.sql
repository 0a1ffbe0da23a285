-- What requests to language models cost each identity, and what is set aside for requests under way, in millionths of a
-- currency's unit.
CREATE TABLE money_usage (
    issuer     text   NOT NULL,
    subject    text   NOT NULL,
    connection text   NOT NULL,
    day        date   NOT NULL,
    currency   text   NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    micros     bigint NOT NULL CHECK (micros >= 0),
    PRIMARY KEY (issuer, subject, connection, day, currency)
);
COMMENT ON COLUMN money_usage.day IS 'UTC';
CREATE INDEX money_usage_day ON money_usage (day, micros DESC);

-- What a gateway never settled stays counted. The id is that of the tokens set aside for the same request, if there are.
CREATE TABLE money_reservations (
    id         uuid   PRIMARY KEY,
    issuer     text   NOT NULL,
    subject    text   NOT NULL,
    connection text   NOT NULL,
    day        date   NOT NULL,
    currency   text   NOT NULL,
    micros     bigint NOT NULL CHECK (micros >= 0)
);
CREATE INDEX money_reservations_identity ON money_reservations (issuer, subject, connection, day);

GRANT SELECT, INSERT, UPDATE, DELETE ON money_usage TO policy_app;
GRANT SELECT, INSERT, DELETE ON money_reservations TO policy_app;
