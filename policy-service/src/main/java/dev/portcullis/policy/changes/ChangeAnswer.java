// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.changes;

import dev.portcullis.policy.documents.DocumentStore;
import java.net.URI;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;

/// The HTTP answer to a change: what it says now, nothing when it is gone, or 202 with the proposal that waits.
public final class ChangeAnswer {

    private ChangeAnswer() {}

    /// The answer to a change.
    ///
    /// @param body what is shown of a document in force
    public static ResponseEntity<Object> of(Changes.Change change, Function<DocumentStore.Stored, Object> body) {
        return switch (change) {
            case Changes.Change.Applied(DocumentStore.Stored stored) ->
                stored.answer().body(body.apply(stored));
            case Changes.Change.Removed() -> ResponseEntity.noContent().build();
            case Changes.Change.Proposed(Proposal.View proposal) ->
                ResponseEntity.accepted()
                        .location(URI.create("/v1/proposals/" + proposal.id()))
                        .body(proposal);
        };
    }
}
