// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Refusal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A held request whose caller did not wait: it runs once, and its answer is kept for the one who asked.
///
/// @param id the command's id
/// @param owner who asked
/// @param digest of the request; another request under the same key is not this one
/// @param approvalId what people are asked under
/// @param answer completes when there is one
record HeldCommand(String id, Owner owner, String digest, String approvalId, CompletableFuture<Kept> answer) {

    /// Somebody in one role, on one connection: another agent that acts for the same person may see less.
    record Owner(
            String subject,
            String issuer,
            String clientId,
            List<String> groups,
            List<String> roles,
            List<String> actors,
            String connection) {
        static Owner of(Identity identity, String connection) {
            return new Owner(
                    identity.subject(),
                    identity.issuer(),
                    identity.clientId(),
                    identity.groups(),
                    identity.roles(),
                    identity.actors(),
                    connection);
        }
    }

    /// What became of it.
    sealed interface Kept {
        /// The target's answer, masked.
        record Whole(int status, Map<String, List<String>> headers, Payload body) implements Kept {}

        /// There is none.
        record None(Refusal refusal) implements Kept {}
    }
}
