// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.grant;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Access of one identity to one connection for a time.
///
/// @param id the grant's id
/// @param state where it stands
/// @param subject whose it is
/// @param issuer who vouches for the subject
/// @param actors the chain of actors that asked; only the same chain may use it
/// @param tokenId the `jti` of the one token it holds for; empty if it holds for every token of the identity
/// @param connection the one connection it opens
/// @param purpose why it was asked for
/// @param ticket a reference into another system; empty for none
/// @param seconds how long it was asked for, extensions included
/// @param breakGlass it began without anybody's word and must be reviewed
/// @param quorum who must agree
/// @param approvalId what people vote on: an approval of kind `GRANT`, the newest if there were extensions; empty for
///     break-glass
/// @param askedAt when it was asked for
/// @param startsAt when it began; null before
/// @param endsAt when it ends by itself, or ended; null before it began
/// @param endedBy who ended it early; empty for nobody
/// @param endReason why it ended; empty before
/// @param review what became of the review; null if none is due
/// @param version counts up with every change; the value for `If-Match`
public record AccessGrant(
        String id,
        GrantState state,
        String subject,
        String issuer,
        List<String> actors,
        String tokenId,
        String connection,
        String purpose,
        String ticket,
        long seconds,
        boolean breakGlass,
        String quorum,
        String approvalId,
        Instant askedAt,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        String endedBy,
        String endReason,
        @Nullable Review review,
        long version) {

    public AccessGrant {
        actors = List.copyOf(actors);
    }

    /// Whether it opens its connection at this moment.
    public boolean holds(Instant now) {
        return state == GrantState.ACTIVE
                && startsAt != null
                && endsAt != null
                && !now.isBefore(startsAt)
                && now.isBefore(endsAt);
    }

    /// The look back at a break-glass grant.
    ///
    /// @param dueAt when it is overdue
    /// @param closedAt when it was closed; null while it is open
    /// @param closedBy who closed it; empty while it is open
    /// @param note what they found; empty while it is open
    public record Review(Instant dueAt, @Nullable Instant closedAt, String closedBy, String note) {}
}
