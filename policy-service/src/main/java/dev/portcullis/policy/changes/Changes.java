// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import dev.portcullis.masking.PeoplesWords;
import dev.portcullis.policy.documents.DocumentKey;
import dev.portcullis.policy.documents.DocumentStore;
import dev.portcullis.policy.documents.Documents;
import dev.portcullis.policy.documents.Justification;
import dev.portcullis.policy.documents.Precondition;
import dev.portcullis.policy.security.Caller;
import java.util.Optional;
import org.springframework.stereotype.Service;

/// Takes changes in: puts them in force at once, or keeps them for a second person, as the service is configured.
@Service
public final class Changes {

    private final ChangeProperties properties;
    private final Documents documents;
    private final ProposalStore proposals;

    Changes(ChangeProperties properties, Documents documents, ProposalStore proposals) {
        this.properties = properties;
        this.documents = documents;
        this.proposals = proposals;
    }

    /// Changes or creates a document. The text must have been checked before.
    public Change put(DocumentKey key, String source, Precondition precondition, Caller author, String words) {
        String reason = PeoplesWords.kept(words);
        if (properties.fourEyes()) {
            return new Change.Proposed(proposals.propose(key, Optional.of(source), precondition, author, reason));
        }
        return new Change.Applied(documents.put(key, source, precondition, author, new Justification(reason, "")));
    }

    /// Removes a document.
    public Change remove(DocumentKey key, Precondition precondition, Caller author, String words) {
        String reason = PeoplesWords.kept(words);
        if (properties.fourEyes()) {
            return new Change.Proposed(proposals.propose(key, Optional.empty(), precondition, author, reason));
        }
        documents.remove(key, precondition, author, new Justification(reason, ""));
        return new Change.Removed();
    }

    /// What has become of a change.
    public sealed interface Change {

        /// It is in force.
        ///
        /// @param stored the document now
        record Applied(DocumentStore.Stored stored) implements Change {}

        /// The document is gone.
        record Removed() implements Change {}

        /// It waits for a second person.
        ///
        /// @param proposal what waits
        record Proposed(Proposal.View proposal) implements Change {}
    }
}
