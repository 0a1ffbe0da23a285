// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

/// What became of records that the journal took. Called once, on the journal's own thread.
public interface Appended {
    /// They are on disk, synced, and end at this position.
    void synced(long end);

    /// They are not, or nobody can tell; they will not be shipped.
    void failed(Throwable cause);
}
