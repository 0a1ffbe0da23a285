// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.audit.RecordingLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Has room, or not, as a test says, and keeps as text what it is told.
final class FakeRecording implements SessionRecording {
    final List<String> lines = new ArrayList<>();

    @Nullable
    RecordingBound bound;

    boolean ofRows = true;
    private boolean cut;

    @Override
    public boolean recordsRows() {
        return ofRows;
    }

    @Override
    public boolean wantsRows(String commandId) {
        return ofRows && !cut;
    }

    @Override
    public @Nullable RecordingBound roomFor(CommandRequest command) {
        return bound;
    }

    @Override
    public @Nullable RecordingBound roomFor(String commandId, List<@Nullable String> values) {
        return bound;
    }

    @Override
    public void leaveOut(String commandId, String what) {
        cut = true;
        lines.add("left out: " + what);
    }

    @Override
    public void line(RecordingLine.Kind kind, String commandId, List<@Nullable String> values) {
        lines.add(kind + " " + values);
    }

    @Override
    public void row(String commandId, List<@Nullable String> values) {
        lines.add("row " + values);
    }
}
