// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

/// What a recording has no room for.
///
/// @param of what the bound is one of
/// @param words how much there may be, as people read it
public record RecordingBound(Of of, String words) {

    /// What is bounded.
    public enum Of {
        /// one value, which would be recorded as its beginning only
        VALUE,
        /// what is recorded of one command; the next one has as much again
        COMMAND,
        /// all that is recorded of a session
        SESSION
    }
}
