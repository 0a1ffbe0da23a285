// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.policy.feed.Change;
import dev.portcullis.policy.feed.Feed;
import dev.portcullis.policy.security.Caller;
import dev.portcullis.policy.transactions.Transactions;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/// The documents in PostgreSQL. A change, its version, its record for the gateways and its audit event are one
/// transaction: none of them exists without the others.
@Component
public class DocumentStore {

    private final EntityManager entities;
    private final Feed feed;
    private final Clock clock;
    private final Transactions transactions;

    DocumentStore(EntityManager entities, Feed feed, Clock clock, Transactions transactions) {
        this.entities = entities;
        this.feed = feed;
        this.clock = clock;
        this.transactions = transactions;
    }

    /// Makes a document say something. The text must have been checked before.
    ///
    /// @param justification why, and who agreed
    /// @return what it is now
    /// @throws StaleVersionException when the precondition does not hold
    public Stored put(
            DocumentKey key, String source, Precondition precondition, Caller caller, Justification justification) {
        return transactions.write(() -> {
            // Taken first by every change, so versions, records and events get their order from this lock.
            feed.lock();
            StoredDocument document = find(key).orElse(null);
            precondition.check(version(document));
            long version = nextVersion(key);
            Instant now = clock.instant();
            boolean created = document == null;
            long before = document == null ? 0 : document.version();
            StoredDocument stored = document == null ? new StoredDocument(key) : document;
            stored.become(version, source, now, caller.subject());
            if (created) {
                entities.persist(stored);
            }
            entities.persist(new DocumentVersion(key, version, false, source, now, caller.subject(), justification));
            Change.Action action = created ? Change.Action.CREATED : Change.Action.UPDATED;
            feed.record(change(key, action, before, version, now, justification), caller);
            return new Stored(version, created, now, caller.subject());
        });
    }

    /// Removes a document; its versions stay.
    ///
    /// @throws NoSuchDocumentException when there is none
    /// @throws StaleVersionException when the precondition does not hold
    public void remove(DocumentKey key, Precondition precondition, Caller caller, Justification justification) {
        transactions.write(() -> {
            feed.lock();
            StoredDocument document = find(key).orElseThrow(() -> new NoSuchDocumentException(key));
            precondition.check(version(document));
            long version = nextVersion(key);
            Instant now = clock.instant();
            entities.remove(document);
            entities.persist(new DocumentVersion(key, version, true, "", now, caller.subject(), justification));
            feed.record(change(key, Change.Action.REMOVED, document.version(), version, now, justification), caller);
        });
    }

    /// One document.
    public Optional<StoredDocument> find(DocumentKey key) {
        return transactions.read(() -> Optional.ofNullable(entities.find(StoredDocument.class, key)));
    }

    /// Some documents of a kind by name.
    ///
    /// @param after the name after which to begin; empty for the start
    public List<StoredDocument> list(DocumentKind kind, String after, int limit) {
        return transactions.read(() -> entities.createQuery(
                        "select d from StoredDocument d where d.kind = :kind and d.name > :after order by d.name",
                        StoredDocument.class)
                .setParameter("kind", kind)
                .setParameter("after", after)
                .setMaxResults(limit)
                .getResultList());
    }

    /// All versions of a document, the newest first; also of one that was removed.
    public List<DocumentVersion> versions(DocumentKey key) {
        return transactions.read(() -> entities.createQuery(
                        "select v from DocumentVersion v where v.kind = :kind and v.name = :name order by v.version desc",
                        DocumentVersion.class)
                .setParameter("kind", key.kind())
                .setParameter("name", key.name())
                .getResultList());
    }

    /// Everything that counts, as of one moment, with the version of the whole set at that moment.
    public Everything everything() {
        return transactions.readOneMoment(() -> {
            long version = feed.version();
            List<StoredDocument> documents = entities.createQuery(
                            "select d from StoredDocument d order by d.kind, d.name", StoredDocument.class)
                    .getResultList();
            return new Everything(version, documents);
        });
    }

    private static Change change(
            DocumentKey key, Change.Action action, long before, long after, Instant at, Justification justification) {
        return new Change(
                key.kind().audit(),
                key.kind().noun(),
                key.name(),
                action,
                before,
                after,
                at,
                justification.reason(),
                justification.approvedBy());
    }

    private long nextVersion(DocumentKey key) {
        Long last = entities.createQuery(
                        "select max(v.version) from DocumentVersion v where v.kind = :kind and v.name = :name",
                        Long.class)
                .setParameter("kind", key.kind())
                .setParameter("name", key.name())
                .getSingleResult();
        return last == null ? 1 : last + 1;
    }

    private static @Nullable Long version(@Nullable StoredDocument document) {
        return document == null ? null : document.version();
    }

    /// The version of the whole set.
    public long setVersion() {
        return transactions.read(feed::version);
    }

    /// A document after a change.
    ///
    /// @param version its version
    /// @param created whether it did not exist before
    /// @param changedAt when it was changed
    /// @param changedBy who changed it
    public record Stored(long version, boolean created, Instant changedAt, String changedBy) {

        /// The beginning of the answer to who made the change.
        public ResponseEntity.BodyBuilder answer() {
            return ResponseEntity.status(created ? HttpStatus.CREATED : HttpStatus.OK)
                    .eTag(DocumentText.tag(version));
        }
    }

    /// All documents of all kinds.
    ///
    /// @param version the version of the whole set
    /// @param documents by kind and name
    public record Everything(long version, List<StoredDocument> documents) {}
}
