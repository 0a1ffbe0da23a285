// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.documents;

import dev.portcullis.policy.feed.Committed;
import dev.portcullis.policy.security.Caller;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/// Changes documents and says so inside the process, once the change is committed: when a method returns, decisions
/// made here follow the change.
@Service
public final class Documents {

    private final DocumentStore store;
    private final ApplicationEventPublisher events;

    Documents(DocumentStore store, ApplicationEventPublisher events) {
        this.store = store;
        this.events = events;
    }

    /// As [DocumentStore#put].
    public DocumentStore.Stored put(
            DocumentKey key, String source, Precondition precondition, Caller caller, Justification justification) {
        DocumentStore.Stored stored = store.put(key, source, precondition, caller, justification);
        events.publishEvent(new Committed());
        return stored;
    }

    /// As [DocumentStore#remove].
    public void remove(DocumentKey key, Precondition precondition, Caller caller, Justification justification) {
        store.remove(key, precondition, caller, justification);
        events.publishEvent(new Committed());
    }
}
