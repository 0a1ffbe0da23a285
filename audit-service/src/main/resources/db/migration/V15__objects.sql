-- Which chunk bytes in an object store belong to.
CREATE INDEX recording_chunk_digest ON recording_chunk (body_sha256) WHERE NOT expired;
