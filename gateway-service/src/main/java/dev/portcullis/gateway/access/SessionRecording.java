// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.audit.RecordingLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the client of one session sent and saw, for replay. Rows handed over here are masked already.
public interface SessionRecording {

    /// Whether rows of this command are still wanted; false once its bound is reached, so that the caller can
    /// spare itself the work of decoding them.
    boolean wantsRows(String commandId);

    /// One thing that happened, other than a row.
    void line(RecordingLine.Kind kind, String commandId, List<@Nullable String> values);

    /// One row as the client sees it; null entries are SQL NULLs.
    void row(String commandId, List<@Nullable String> values);
}
