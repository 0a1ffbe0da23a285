// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.decision.Obligations.RecordingLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The recording of one command's answer, and what policy says of what there is no room for. A protocol asks it before
/// it passes anything on.
///
/// Where policy says nothing, a command that is at its bound goes on with a mark, and a session that is at its bound
/// runs no more commands.
public final class CommandRecording {
    private final SessionRecording recording;
    private final String commandId;
    private final @Nullable RecordingLimit limit;

    /// @param obligations what the command was granted under
    public CommandRecording(SessionRecording recording, String commandId, Obligations obligations) {
        this.recording = recording;
        this.commandId = commandId;
        this.limit = obligations.recordingLimit();
    }

    /// Whether policy lets nothing pass that is not recorded, in a session whose answers are.
    public static boolean isStrict(SessionRecording recording, Obligations obligations) {
        RecordingLimit limit = obligations.recordingLimit();
        return recording.recordsRows() && limit != null && limit != RecordingLimit.MARK;
    }

    /// Why the first of these commands that a recording has no room for is not let out; null if all of them
    /// may.
    static @Nullable Refusal refusal(SessionRecording recording, List<Verdict.Allowed> commands) {
        for (Verdict.Allowed allowed : commands) {
            RecordingBound bound = recording.roomFor(allowed.command());
            if (bound != null) {
                RecordingLimit said =
                        said(bound, allowed.decision().obligations().recordingLimit());
                if (said != RecordingLimit.MARK) {
                    return new Refusal.RecordingFull(bound.words(), false, said == RecordingLimit.END);
                }
            }
        }
        return null;
    }

    /// Whether rows are still wanted; see [SessionRecording#wantsRows].
    public boolean wantsRows() {
        return recording.wantsRows(commandId);
    }

    /// One row as the client would see it. Recorded, or left out with a mark, or refused.
    ///
    /// @return why it must not be passed on, nor anything after it; null if it may
    public Refusal.@Nullable RecordingFull row(List<@Nullable String> values) {
        return record(values, false, () -> recording.row(commandId, values));
    }

    /// A piece of text as the client would see it, recorded in as many rows as it takes. Otherwise like [#row].
    public Refusal.@Nullable RecordingFull text(String text) {
        return record(
                List.of(text), true, () -> pieces(text).forEach(piece -> recording.row(commandId, List.of(piece))));
    }

    /// A text in pieces of which each is recorded whole. None of an empty text.
    public static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + SessionRecording.LONGEST_VALUE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private Refusal.@Nullable RecordingFull record(List<@Nullable String> values, boolean inPieces, Runnable record) {
        if (!wantsRows()) {
            return null;
        }
        RecordingBound bound = recording.roomFor(commandId, values);
        if (bound == null || (inPieces && bound.of() == RecordingBound.Of.VALUE)) {
            record.run();
            return null;
        }
        RecordingLimit said = said(bound, limit);
        if (said != RecordingLimit.MARK) {
            return new Refusal.RecordingFull(bound.words(), true, said == RecordingLimit.END);
        }
        if (bound.of() == RecordingBound.Of.VALUE) {
            // As its beginning, which the recording marks itself.
            record.run();
        } else {
            recording.leaveOut(commandId, "rows left out, after " + bound.words());
        }
        return null;
    }

    /// Part of an answer is about to be passed on that cannot be recorded. Left out with a mark, or refused.
    ///
    /// @param what it is
    /// @return why it must not be passed on; null if it may
    public Refusal.@Nullable RecordingFull unrecorded(String what) {
        if (!recording.recordsRows()) {
            return null;
        }
        if (limit == null || limit == RecordingLimit.MARK) {
            recording.leaveOut(commandId, what + " is not recorded");
            return null;
        }
        return new Refusal.RecordingFull(what + " cannot be recorded", true, limit == RecordingLimit.END);
    }

    private static RecordingLimit said(RecordingBound bound, @Nullable RecordingLimit limit) {
        return Objects.requireNonNullElse(
                limit,
                switch (bound.of()) {
                    case VALUE, COMMAND -> RecordingLimit.MARK;
                    case SESSION -> RecordingLimit.REFUSE;
                });
    }
}
