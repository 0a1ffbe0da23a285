// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One person's word, lent to another for a time. It cannot be lent on: what counts are the groups the lender's own
/// token named when it was lent.
///
/// @param id the delegation's id
/// @param from whose word it is
/// @param to who may vote in their place
/// @param groups in which groups
/// @param reason why, in the lender's words
/// @param startsAt from when
/// @param endsAt until when
/// @param endedAt when it was taken back; null if it was not
public record Delegation(
        UUID id,
        String from,
        String to,
        Set<String> groups,
        String reason,
        Instant startsAt,
        Instant endsAt,
        @Nullable Instant endedAt) {

    public Delegation {
        groups = new TreeSet<>(groups);
    }

    /// Whether it counts at this moment.
    public boolean counts(Instant at) {
        return !at.isBefore(startsAt) && at.isBefore(endsAt) && (endedAt == null || at.isBefore(endedAt));
    }
}
