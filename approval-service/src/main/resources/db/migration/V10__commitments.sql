-- Events name a commitment to what people voted on, SHA-256(salt || digest), in place of the digest, by which whoever reads
-- them could confirm a guess of a short command. An instance of the version before leaves the salt to the database.
ALTER TABLE approval ADD COLUMN salt bytea NOT NULL
    DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
    CHECK (octet_length(salt) = 32);
CREATE TRIGGER salts_stay BEFORE UPDATE OF salt ON approval FOR EACH STATEMENT EXECUTE FUNCTION refuse();
