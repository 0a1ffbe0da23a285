// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.replay;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import java.util.Set;

/// A command, or the opening of a session, that was decided about.
///
/// @param eventId the event that says so
/// @param text the command as it was sent, as far as the event holds it; empty for the opening of a session
/// @param request what policy was asked, as far as the event holds it
/// @param outcome what it answered then
/// @param unrecorded the attributes that the event does not hold, such as `http.headers`; what the request says of
///     them means nothing
public record RecordedCommand(
        String eventId, String text, DecisionRequest request, Decision.Outcome outcome, Set<String> unrecorded) {

    public RecordedCommand {
        unrecorded = Set.copyOf(unrecorded);
    }
}
