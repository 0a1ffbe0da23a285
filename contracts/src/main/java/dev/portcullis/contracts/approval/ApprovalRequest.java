// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.identity.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /v1/approvals` (internal, gateway only): hold this command until people have decided.
///
/// @param commandId the held command's id; filing the same one twice gives the same approval
/// @param digest [ApprovalDigest] of exactly what will run
/// @param connection the connection's name
/// @param sessionId the session that waits
/// @param requester who asks; can never vote
/// @param text the command, whole, exactly as it will run
/// @param parameters the bound parameter values as text, in order; null entries are SQL NULLs
/// @param facts what the parser found out
/// @param reasons why it is held
/// @param quorum for example `1 of dba`
/// @param ttlSeconds how long the hold lasts
/// @param policyVersion the policy version that held it
/// @param risk the risk points that policy counted, for people to see; null where nobody counts
public record ApprovalRequest(
        String commandId,
        String digest,
        String connection,
        String sessionId,
        Identity requester,
        String text,
        List<@Nullable String> parameters,
        @Nullable SqlFacts facts,
        List<Decision.Reason> reasons,
        String quorum,
        long ttlSeconds,
        long policyVersion,
        @Nullable Integer risk) {

    /// A question without risk points.
    public ApprovalRequest(
            String commandId,
            String digest,
            String connection,
            String sessionId,
            Identity requester,
            String text,
            List<@Nullable String> parameters,
            @Nullable SqlFacts facts,
            List<Decision.Reason> reasons,
            String quorum,
            long ttlSeconds,
            long policyVersion) {
        this(
                commandId,
                digest,
                connection,
                sessionId,
                requester,
                text,
                parameters,
                facts,
                reasons,
                quorum,
                ttlSeconds,
                policyVersion,
                null);
    }
}
