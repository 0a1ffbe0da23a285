// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.grant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A record of [dev.portcullis.contracts.Topics#GRANT]: a grant began, was extended or ended. Gateways end the sessions
/// of a grant that ended.
///
/// @param eventId unique; a record seen twice is the same change
/// @param grantId the grant's id, the record's key
/// @param subject whose it is
/// @param connection the connection it opens
/// @param state the new state
/// @param endsAt until when it holds; null before it began
/// @param breakGlass it began without anybody's word
/// @param by who caused it; empty for the clock
/// @param reason what they said; empty if nothing
/// @param version the grant's version after the change
/// @param at when
public record GrantChanged(
        String eventId,
        String grantId,
        String subject,
        String connection,
        GrantState state,
        @Nullable Instant endsAt,
        boolean breakGlass,
        String by,
        String reason,
        long version,
        Instant at) {}
