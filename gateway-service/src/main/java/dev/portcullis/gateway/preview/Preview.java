// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a held command would do, as far as it can be told without running it.
///
/// @param approvalId the approval
/// @param digest of exactly the command that was looked at; a vote on it names the same
/// @param at when it was looked at
/// @param plan the target's plan
/// @param rows how many rows it would change
/// @param sample some of these rows as they are now (of an `INSERT`, as they would be), as the approver may see them
/// @param note what every reader must know
public record Preview(String approvalId, String digest, Instant at, Plan plan, Rows rows, Sample sample, String note) {

    static final String NOTE =
            "This is how it looks now. If it is approved the command runs later, on the rows of then;"
                    + " what its own transaction changed before cannot be seen from here.";

    /// The target's plan.
    ///
    /// @param steps as `EXPLAIN (FORMAT JSON)` tells it; null if there is none
    /// @param why why there is none
    public record Plan(@Nullable JsonNode steps, String why) {
        static Plan none(String why) {
            return new Plan(null, why);
        }
    }

    /// How many rows.
    ///
    /// @param count null if nobody can say
    /// @param exact no reason is known for which it could be another number
    /// @param why why it is not exact, or not known
    public record Rows(@Nullable Long count, boolean exact, List<String> why) {
        static Rows none(String why) {
            return new Rows(null, false, List.of(why));
        }

        Rows doubted(List<String> more) {
            return count == null || more.isEmpty()
                    ? this
                    : of(count, Stream.concat(why.stream(), more.stream()).toList());
        }

        static Rows of(long count, List<String> doubts) {
            return new Rows(count, doubts.isEmpty(), List.copyOf(doubts));
        }
    }

    /// Some rows.
    ///
    /// @param columns the names of their columns
    /// @param rows their values as text; long ones are cut
    public record Sample(List<String> columns, List<List<@Nullable String>> rows) {
        static final Sample NONE = new Sample(List.of(), List.of());
    }
}
