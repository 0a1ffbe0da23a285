// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.template;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commands of one shape that people agree to in advance.
///
/// @param id the template's id
/// @param state where it stands
/// @param connection the one connection it is for
/// @param proposer who proposed it; can never decide on it
/// @param subject whom it is for; empty if it is for a group
/// @param issuer who vouches for the subject or the group
/// @param actors the chain of actors it is for; no other chain may use it
/// @param group everybody in this group may use it; empty if it is for one subject
/// @param pattern the command, with `{1}`, `{2}`, … for its literals
/// @param fingerprint equal for commands that differ in literals only
/// @param places every literal and parameter, with what it may be
/// @param demand the quorum that policy asks for; the template covers no command for which it asks for
///     another
/// @param rules the rules that hold the command, as `policy@version/rule`; it covers none that others hold
/// @param quorum who must agree
/// @param approvalId what people vote on: an approval of kind `TEMPLATE`
/// @param reason why, in the proposer's words
/// @param seconds for how long
/// @param maxUses how often at most
/// @param uses how often it was used so far
/// @param proposedAt when it was proposed
/// @param startsAt when people agreed; null before
/// @param endsAt when it ends by itself, or ended; null before it began
/// @param endedBy who ended it early; empty for nobody
/// @param endReason why it ended; empty before
/// @param version counts up with every change; the value for `If-Match`
public record CommandTemplate(
        String id,
        TemplateState state,
        String connection,
        String proposer,
        String subject,
        String issuer,
        List<String> actors,
        String group,
        String pattern,
        String fingerprint,
        List<Place> places,
        String demand,
        List<String> rules,
        String quorum,
        String approvalId,
        String reason,
        long seconds,
        long maxUses,
        long uses,
        Instant proposedAt,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        String endedBy,
        String endReason,
        long version) {

    public CommandTemplate {
        actors = List.copyOf(actors);
        places = List.copyOf(places);
        rules = List.copyOf(rules);
    }

    /// One value of the command.
    ///
    /// @param name `{1}` for a literal, `$1` for a parameter
    /// @param kind what kind of literal it is; `PARAMETER` for a parameter
    /// @param example the example's value; null for a parameter that was SQL NULL
    /// @param bound what it may be, in words
    public record Place(String name, String kind, @Nullable String example, String bound) {}

    /// Whether it covers anything at this moment.
    public boolean holds(Instant now) {
        return state == TemplateState.ACTIVE && endsAt != null && now.isBefore(endsAt) && uses < maxUses;
    }
}
