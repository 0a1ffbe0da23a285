// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.audit.RecordingLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the client of one session sent and saw, for replay. Rows handed over here are masked already.
public interface SessionRecording {
    /// Longer values, in characters, are recorded as their beginning, with a mark.
    int LONGEST_VALUE = 64 * 1024;

    /// Whether rows of this session are recorded at all.
    boolean recordsRows();

    /// Whether rows of this command are still wanted; false once its bound is reached, so that the caller can
    /// spare itself the work of decoding them.
    boolean wantsRows(String commandId);

    /// The bound that a command would pass with its text and its values; null if there is room for them.
    @Nullable
    RecordingBound roomFor(CommandRequest command);

    /// The bound that this row would pass; null if there is room for it.
    @Nullable
    RecordingBound roomFor(String commandId, List<@Nullable String> values);

    /// Says in the recording what is not in it of this command, of which no more rows are wanted.
    void leaveOut(String commandId, String what);

    /// One thing that happened, other than a row.
    void line(RecordingLine.Kind kind, String commandId, List<@Nullable String> values);

    /// One row as the client sees it; null entries are SQL NULLs.
    void row(String commandId, List<@Nullable String> values);
}
