// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.recordings.RecordingProperties.Viewers;
import dev.portcullis.contracts.audit.RecordingLine;
import java.util.EnumSet;
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

    private static final Set<RecordingLine.Kind> ASKED = EnumSet.of(
            RecordingLine.Kind.COMMAND,
            RecordingLine.Kind.PARAMETERS,
            RecordingLine.Kind.REFUSED,
            RecordingLine.Kind.HELD);

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

    /// Why a line is not shown; nothing if it is. What was asked for outside of any command that has an id was not
    /// understood, so nobody knows what it touched; what else belongs to no command is about the session.
    Optional<String> withheld(RecordingLine line) {
        String commandId = line.c();
        if (closed.isEmpty() || (commandId.isEmpty() && !ASKED.contains(line.k()))) {
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
