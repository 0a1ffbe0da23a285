// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.web.InvalidException;
import dev.portcullis.contracts.audit.RecordingLine;

/// Which part of a recording is asked for.
///
/// @param from milliseconds since the session began, the first that belong to it
/// @param to milliseconds since the session began, the first that do not
/// @param command the only command it is about; empty: all of them
record Part(long from, long to, String command) {

    static final Part WHOLE = new Part(0, Long.MAX_VALUE, "");

    Part {
        if (from < 0 || from >= to) {
            throw new InvalidException("A part begins at 0 or later, and before it ends.");
        }
    }

    boolean isWhole() {
        return equals(WHOLE);
    }

    boolean holds(RecordingLine line) {
        return line.t() >= from && line.t() < to && (command.isEmpty() || command.equals(line.c()));
    }

    @Override
    public String toString() {
        return isWhole()
                ? "whole"
                : "from " + from + " to " + (to == Long.MAX_VALUE ? "the end" : to)
                        + (command.isEmpty() ? "" : " of " + command);
    }
}
