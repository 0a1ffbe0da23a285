-- Of each identity only so many keys that are over are kept. They are found by their owner, the newest first.
CREATE INDEX access_key_history ON access_key (subject, issuer, issued_at DESC, id DESC);
