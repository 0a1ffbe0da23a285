// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a recording. What is in it was masked before it came here: a recording never holds what the
/// client did not see.
///
/// @param t milliseconds since the session began
/// @param k what happened
/// @param c the command it belongs to
/// @param v the column names, the masked values of a row (null entries are SQL NULLs), or a single text: the
///     command, the completion tag, the refusal, the notice
public record RecordingLine(long t, Kind k, String c, List<@Nullable String> v) {

    /// What a line reports.
    public enum Kind {
        COMMAND,
        PARAMETERS,
        COLUMNS,
        ROW,
        /// rows were left out, because the recording's bound was reached; the text says how many bytes and
        /// rows it keeps
        TRUNCATED,
        NOTICE,
        COMPLETE,
        ERROR,
        REFUSED,
        HELD
    }
}
