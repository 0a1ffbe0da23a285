// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What the bytes of a leaf say themselves: the entry that they must have in the log, and what the store may say
/// about them.
///
/// @param entry the entry of the log
/// @param columns what the store must have beside the bytes
public record LoggedLeaf(LeafEntry entry, StoredLeaf.Columns columns) {

    private static final String NOTHING = Digest.ZERO.hex();

    /// Reads one event, for example to find its leaf, which was made with this salt.
    public static LoggedLeaf ofEvent(byte[] event, Salt salt) throws NoteException {
        Map<String, Object> members = JsonCursor.members(event);
        Digest digest = Digest.sha256(event);
        String uid = text(members, "metadata.uid");
        String chain = text(members, "metadata.correlation_uid");
        long seq = number(members, "metadata.sequence");
        if (uid.isEmpty() || uid.indexOf(':') >= 0 || chain.isEmpty() || seq < 1) {
            throw new NoteException("an event has an id, a chain and a number");
        }
        return new LoggedLeaf(
                LeafEnvelope.of(uid, event, salt, chain, seq),
                new StoredLeaf.Columns(
                        chain,
                        seq,
                        text(members, "unmapped.portcullis.prev"),
                        text(members, "unmapped.portcullis.kind"),
                        number(members, "class_uid"),
                        Instant.ofEpochMilli(number(members, "time")).toString(),
                        digest.hex(),
                        salt.hex()));
    }

    static LoggedLeaf of(StoredLeaf leaf) throws NoteException {
        if (leaf.columns().kind().equals(StoredLeaf.EXPIRED_KIND)) {
            return expired(leaf);
        }
        Digest digest = leaf.content().digest();
        String id = leaf.leafId();
        if (id.startsWith(LeafEnvelope.QUARANTINE_PREFIX)) {
            Salt salt = salt(leaf);
            return new LoggedLeaf(
                    LeafEnvelope.of(id, leaf.content().bytes(), salt, "", 0),
                    new StoredLeaf.Columns(
                            "", 0, NOTHING, "quarantined", 0, Instant.EPOCH.toString(), digest.hex(), salt.hex()));
        }
        if (id.startsWith(ChunkEnvelope.LEAF_ID_PREFIX)) {
            String chunk = id.substring(ChunkEnvelope.LEAF_ID_PREFIX.length());
            StoredLeaf.Columns said = leaf.columns();
            if (chunk.isEmpty() || said.seq() < 1) {
                throw new NoteException("a chunk has an id and a number");
            }
            // The bytes do not say whose recording they are; the entry does, and with another one the hash is another.
            boolean sealed = said.kind().equals(ChunkEnvelope.SEALED_KIND);
            ChunkEnvelope entry = new ChunkEnvelope(chunk, digest, said.session(), said.seq(), sealed);
            return new LoggedLeaf(entry, columns(said.session(), said.seq(), entry.kind(), "", digest));
        }
        return ofEvent(leaf.content().bytes(), salt(leaf));
    }

    // With another salt the leaf's hash is another.
    private static Salt salt(StoredLeaf leaf) throws NoteException {
        try {
            return Salt.fromHex(leaf.columns().salt());
        } catch (IllegalArgumentException e) {
            throw new NoteException("a salt is 64 hexadecimal digits", e);
        }
    }

    // The bytes are gone; what the entry is made of is not, and with anything else the leaf's hash is another.
    private static LoggedLeaf expired(StoredLeaf leaf) throws NoteException {
        StoredLeaf.Columns said = leaf.columns();
        if (!leaf.content().isEmpty()) {
            throw new NoteException("an expired entry has no bytes");
        }
        try {
            Digest digest = Digest.fromHex(said.sha256());
            String id = leaf.leafId();
            boolean chunk = id.startsWith(ChunkEnvelope.LEAF_ID_PREFIX);
            LeafEntry entry = chunk
                    ? expiredChunk(id.substring(ChunkEnvelope.LEAF_ID_PREFIX.length()), digest, leaf)
                    : expiredEvent(id, digest, leaf);
            String time = chunk ? "" : Instant.EPOCH.toString();
            return new LoggedLeaf(entry, columns(said.session(), said.seq(), StoredLeaf.EXPIRED_KIND, time, digest));
        } catch (IllegalArgumentException e) {
            throw new NoteException("an expired entry keeps its digest, session and number", e);
        }
    }

    private static LeafEnvelope expiredEvent(String id, Digest left, StoredLeaf leaf) {
        StoredLeaf.Columns said = leaf.columns();
        LeafEnvelope salted = new LeafEnvelope(id, left, said.session(), said.seq(), true);
        return salted.leafHash().equals(leaf.leafHash())
                ? salted
                : new LeafEnvelope(id, left, said.session(), said.seq(), false);
    }

    private static ChunkEnvelope expiredChunk(String chunkId, Digest digest, StoredLeaf leaf) {
        StoredLeaf.Columns said = leaf.columns();
        ChunkEnvelope sealed = new ChunkEnvelope(chunkId, digest, said.session(), said.seq(), true);
        return sealed.leafHash().equals(leaf.leafHash())
                ? sealed
                : new ChunkEnvelope(chunkId, digest, said.session(), said.seq(), false);
    }

    boolean isExpired() {
        return columns.kind().equals(StoredLeaf.EXPIRED_KIND);
    }

    boolean isEvent() {
        return entry instanceof LeafEnvelope && !columns.session().isEmpty();
    }

    /// The digest of the event before it in its chain. One that expired does not say it any more: it is taken to go on
    /// from there, since what follows it is held to its own digest.
    Digest prev(ChainHead head) throws NoteException {
        if (isExpired()) {
            return head.digest();
        }
        try {
            return Digest.fromHex(columns.prev());
        } catch (IllegalArgumentException e) {
            throw new NoteException("an event names its predecessor", e);
        }
    }

    /// Its place in its chain, for the event after it.
    ChainHead head() {
        boolean digestGone = isExpired() && entry instanceof LeafEnvelope event && event.salted();
        return digestGone
                ? ChainHead.forgotten(columns.seq())
                : new ChainHead(columns.seq(), Digest.fromHex(columns.sha256()));
    }

    /// What the log says about entries whose bytes it gave up, if this is an event that says so. A statement that the
    /// log did not sign is none, and explains nothing.
    static Optional<RetentionStatement> statement(StoredLeaf leaf, LogKeys keys) {
        if (!leaf.columns().kind().equals(RetentionStatement.EVENT_KIND)) {
            return Optional.empty();
        }
        try {
            String note = text(JsonCursor.members(leaf.content().bytes()), "unmapped.portcullis.statement");
            return Optional.of(RetentionStatement.open(note, keys));
        } catch (NoteException _) {
            return Optional.empty();
        }
    }

    /// The first column of the store that says something else than the bytes.
    Optional<String> contradicted(StoredLeaf.Columns stored) {
        if (!columns.session().equals(stored.session())) {
            return Optional.of("session");
        }
        if (columns.seq() != stored.seq()) {
            return Optional.of("seq");
        }
        if (!columns.prev().equals(stored.prev())) {
            return Optional.of("prev");
        }
        if (!columns.kind().equals(stored.kind())) {
            return Optional.of("kind");
        }
        if (columns.classUid() != stored.classUid()) {
            return Optional.of("class");
        }
        if (!columns.time().equals(stored.time())) {
            return Optional.of("time");
        }
        if (!columns.sha256().equals(stored.sha256())) {
            return Optional.of("sha256");
        }
        return columns.salt().equals(stored.salt()) ? Optional.empty() : Optional.of("salt");
    }

    private static StoredLeaf.Columns columns(String session, long seq, String kind, String time, Digest digest) {
        return new StoredLeaf.Columns(session, seq, NOTHING, kind, 0, time, digest.hex());
    }

    private static String text(Map<String, Object> members, String path) {
        return members.get(path) instanceof String text ? text : "";
    }

    private static long number(Map<String, Object> members, String path) {
        return members.get(path) instanceof Long number ? number : -1;
    }
}
