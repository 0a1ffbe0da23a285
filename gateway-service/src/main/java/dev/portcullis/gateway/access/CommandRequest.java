// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.command.Facts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command that a session asks to run.
///
/// @param id unique; names the command in decisions, approvals, recordings and audit events
/// @param text the command, whole, as it would be forwarded; of an HTTP request the method and the path,
/// for events to show
/// @param parameters bound parameter values as text, in order; null entries are SQL NULLs. Of an HTTP
/// request everything else that will be sent: query, headers, body. Approvers see them, events hold their
/// digest only
/// @param facts what the parser found out
/// @param factsDigest equal for equal facts
/// @param preparation the id under which policy was asked about its statement when that was prepared;
/// null if it was not, or under this id
public record CommandRequest(
        String id,
        String text,
        List<@Nullable String> parameters,
        Facts facts,
        String factsDigest,
        @Nullable String preparation) {

    /// A command whose statement was not prepared before.
    public CommandRequest(String id, String text, List<@Nullable String> parameters, Facts facts, String factsDigest) {
        this(id, text, parameters, facts, factsDigest, null);
    }
}
