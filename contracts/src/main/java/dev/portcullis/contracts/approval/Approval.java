// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.decision.Decision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One approval as approvers and the gateway see it.
///
/// @param id the approval's id
/// @param commandId the command's id
/// @param state where it stands
/// @param digest [ApprovalDigest] of exactly what will run
/// @param connection the connection's name
/// @param sessionId the session that waits
/// @param requester the subject of who asks
/// @param requesterGroups the requester's groups
/// @param actors the requester's chain of actors
/// @param text the command, whole
/// @param parameters the bound parameter values; null entries are SQL NULLs
/// @param facts what the parser found out
/// @param reasons why it is held
/// @param quorum who must agree
/// @param votes what was said so far
/// @param createdAt when it was filed
/// @param expiresAt when it ends by itself
/// @param decidedAt when it left `PENDING`; null while pending
/// @param version counts up with every change; the value for `If-Match`
/// @param kind what people are asked about
/// @param policyVersion the policy version that asked them; part of the digest
/// @param template the template by which people had agreed before it was asked; null if they were asked
/// @param risk the risk points that policy counted; null where nobody counted
/// @param salt with the digest it makes the [ApprovalCommitment] that events name; 64 hexadecimal digits, null from an
///     older approval service
public record Approval(
        String id,
        String commandId,
        ApprovalState state,
        String digest,
        String connection,
        String sessionId,
        String requester,
        List<String> requesterGroups,
        List<String> actors,
        String text,
        List<@Nullable String> parameters,
        @Nullable SqlFacts facts,
        List<Decision.Reason> reasons,
        String quorum,
        List<Vote> votes,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant decidedAt,
        long version,
        ApprovalKind kind,
        long policyVersion,
        @Nullable String template,
        @Nullable Integer risk,
        @Nullable String salt) {

    /// A held command, where the policy version does not matter.
    public Approval(
            String id,
            String commandId,
            ApprovalState state,
            String digest,
            String connection,
            String sessionId,
            String requester,
            List<String> requesterGroups,
            List<String> actors,
            String text,
            List<@Nullable String> parameters,
            @Nullable SqlFacts facts,
            List<Decision.Reason> reasons,
            String quorum,
            List<Vote> votes,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant decidedAt,
            long version) {
        this(
                id,
                commandId,
                state,
                digest,
                connection,
                sessionId,
                requester,
                requesterGroups,
                actors,
                text,
                parameters,
                facts,
                reasons,
                quorum,
                votes,
                createdAt,
                expiresAt,
                decidedAt,
                version,
                ApprovalKind.COMMAND,
                0,
                null,
                null,
                null);
    }

    /// One person's word.
    ///
    /// @param voter the subject of who voted
    /// @param groups the groups that count
    /// @param approve yes or no
    /// @param reason why, in the voter's words
    /// @param at when
    /// @param inPlaceOf who delegated their word to the voter; empty if the voter's own counts
    public record Vote(
            String voter, List<String> groups, boolean approve, String reason, Instant at, String inPlaceOf) {

        /// A word of one's own.
        public Vote(String voter, List<String> groups, boolean approve, String reason, Instant at) {
            this(voter, groups, approve, reason, at, "");
        }
    }
}
