// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import java.time.Instant;

/// A record of [dev.portcullis.contracts.Topics#APPROVAL]: an approval reached a new state.
///
/// @param eventId unique; a record seen twice is the same change
/// @param approvalId the approval's id, the record's key
/// @param commandId the command's id
/// @param sessionId the session that waits
/// @param state the new state
/// @param by who caused it; empty for the clock
/// @param reason what they said; empty if nothing
/// @param version the approval's version after the change
/// @param at when
public record ApprovalChanged(
        String eventId,
        String approvalId,
        String commandId,
        String sessionId,
        ApprovalState state,
        String by,
        String reason,
        long version,
        Instant at) {}
