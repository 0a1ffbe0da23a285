// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.replay;

import java.util.List;

/// Commands of one caller that would be decided otherwise, in the same way and for the same reasons.
///
/// @param subject who sent them
/// @param connection where
/// @param before what is decided now: the outcome, and whom it asks or what it obliges to
/// @param after what would be decided
/// @param reasons the rules that would make it so, as policy/rule; for a default deny what is said of it
/// @param count how many commands
/// @param example the text of one of them; empty for the opening of a session
/// @param eventId the event of that one
public record Change(
        String subject,
        String connection,
        String before,
        String after,
        List<String> reasons,
        long count,
        String example,
        String eventId) {

    public Change {
        reasons = List.copyOf(reasons);
    }
}
