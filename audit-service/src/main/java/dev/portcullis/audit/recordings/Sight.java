// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.recordings.RecordingProperties.Viewers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What of one session's recording somebody may see: by what its commands touched, as their events say. A command that
/// no event tells of may have touched anything.
///
/// @param closed the rules about viewers that somebody is none of
/// @param touched what each command of the session touched, by its id
record Sight(List<Viewers> closed, Map<String, Touched> touched) {

    /// What somebody may see for whom no rule is closed.
    static final Sight ALL = new Sight(List.of(), Map.of());

    /// @param tags classifications
    /// @param whole whether these are all of them
    record Touched(Set<String> tags, boolean whole) {}

    Sight {
        closed = List.copyOf(closed);
        touched = Map.copyOf(touched);
    }

    boolean isAll() {
        return closed.isEmpty();
    }

    /// Why the lines of a command are not shown; nothing if they are.
    Optional<String> withheld(String commandId) {
        if (closed.isEmpty() || commandId.isEmpty()) {
            return Optional.empty();
        }
        Touched command = touched.get(commandId);
        if (command == null || !command.whole()) {
            return Optional.of("what this command touched is not known, and not everything is for this viewer");
        }
        return closed.stream()
                .filter(viewers -> command.tags().stream().anyMatch(viewers::cover))
                .findFirst()
                .map(viewers -> "this command touched " + String.join(", ", viewers.classifications())
                        + ", which is shown to " + String.join(" or ", viewers.groups()) + " only");
    }
}
