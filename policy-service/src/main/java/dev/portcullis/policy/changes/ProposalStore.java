// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.documents.DocumentStore;
import dev.portcullis.policy.documents.Justification;
import dev.portcullis.policy.documents.Precondition;
import dev.portcullis.policy.documents.StoredDocument;
import dev.portcullis.policy.security.Caller;
import dev.portcullis.policy.transactions.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Proposals in PostgreSQL. That one is applied, the change it makes and the audit event of the change are one
/// transaction.
@Component
public class ProposalStore {

    private static final int MAX_LISTED = 500;

    private final EntityManager entities;
    private final DocumentStore documents;
    private final Rights rights;
    private final Clock clock;
    private final Transactions transactions;

    ProposalStore(
            EntityManager entities, DocumentStore documents, Rights rights, Clock clock, Transactions transactions) {
        this.entities = entities;
        this.documents = documents;
        this.rights = rights;
        this.clock = clock;
        this.transactions = transactions;
    }

    /// Keeps a change for somebody else to approve. Its author must have seen what is in force now.
    public Proposal.View propose(
            DocumentKey key, Optional<String> source, Precondition precondition, Caller author, String reason) {
        return transactions.write(() -> {
            Optional<StoredDocument> current = documents.find(key);
            precondition.check(current.map(StoredDocument::version).orElse(null));
            long base = current.map(StoredDocument::version).orElse(0L);
            Proposal proposal = new Proposal(key, source, base, author, reason, clock.instant());
            entities.persist(proposal);
            return proposal.view();
        });
    }

    /// Puts a proposal in force.
    ///
    /// @throws NotForYouException when the approver is its author, or may gain by it
    /// @throws dev.portcullis.policy.documents.StaleVersionException when the document was changed since
    public Proposal.View approve(UUID id, Caller approver) {
        return transactions.write(() -> {
            Proposal proposal = open(id);
            if (proposal.isBy(approver)) {
                throw new NotForYouException("Somebody else than its author has to approve a change.");
            }
            List<String> widened = rights.widened(proposal.key(), proposal.source(), approver);
            if (!widened.isEmpty()) {
                throw new NotForYouException(
                        "This change may widen your own rights, so somebody else has to approve it. "
                                + String.join("; ", widened) + ".");
            }
            apply(proposal, approver);
            proposal.decide(Proposal.State.APPLIED, approver, clock.instant());
            return proposal.view();
        });
    }

    /// Closes a proposal without putting it in force; its author may do that too.
    public Proposal.View reject(UUID id, Caller by) {
        return transactions.write(() -> {
            Proposal proposal = open(id);
            proposal.decide(Proposal.State.REJECTED, by, clock.instant());
            return proposal.view();
        });
    }

    /// One proposal.
    public Proposal.View find(UUID id) {
        return transactions.read(() -> {
            Proposal proposal = entities.find(Proposal.class, id);
            if (proposal == null) {
                throw new NoSuchProposalException(id);
            }
            return proposal.view();
        });
    }

    /// The newest proposals in a state.
    public List<Proposal.View> list(Proposal.State state) {
        return transactions.read(() -> entities
                .createQuery(
                        "select p from Proposal p where p.state = :state order by p.proposedAt desc", Proposal.class)
                .setParameter("state", state)
                .setMaxResults(MAX_LISTED)
                .getResultList()
                .stream()
                .map(Proposal::view)
                .toList());
    }

    private void apply(Proposal proposal, Caller approver) {
        Precondition unchanged =
                proposal.baseVersion() == 0 ? new Precondition.Absent() : new Precondition.At(proposal.baseVersion());
        Caller author = proposal.author();
        Justification justification = new Justification(proposal.reason(), approver.subject());
        if (proposal.source().isPresent()) {
            documents.put(proposal.key(), proposal.source().get(), unchanged, author, justification);
        } else {
            documents.remove(proposal.key(), unchanged, author, justification);
        }
    }

    private Proposal open(UUID id) {
        Proposal proposal = entities.find(Proposal.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (proposal == null) {
            throw new NoSuchProposalException(id);
        }
        if (proposal.state() != Proposal.State.OPEN) {
            throw new AlreadyDecidedException("This proposal is " + proposal.state() + " already.");
        }
        return proposal;
    }
}
