-- What channels outside are to be told, written in the transaction of what they tell. No address and no secret of a
-- channel is here: those are read where they are kept, when a message is sent.

CREATE TABLE delivery (
    id         uuid        PRIMARY KEY,
    channel    text        NOT NULL,
    occasion   text        NOT NULL,
    item       uuid        NOT NULL,
    notice     text        NOT NULL,
    state      text        NOT NULL CHECK (state IN ('WAITING', 'DELIVERED', 'DEAD')),
    attempts   int         NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    error      text        NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    next_at    timestamptz NOT NULL
);
COMMENT ON COLUMN delivery.item IS 'the approval or the grant that the message is about';
COMMENT ON COLUMN delivery.next_at IS 'not tried again before; while it is being tried, when others may take it over';
CREATE INDEX delivery_due ON delivery (channel, next_at, id) WHERE state = 'WAITING';
CREATE INDEX delivery_by_state ON delivery (state, id);
CREATE UNIQUE INDEX delivery_reminds_once ON delivery (item, channel) WHERE occasion = 'EXPIRING';

GRANT SELECT, INSERT, DELETE, UPDATE (state, attempts, error, next_at) ON delivery TO approval_app;
