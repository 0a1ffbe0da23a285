// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.audit;

/// Headers of a record on the recording topic. Its key is the session id, its value the gzip of JSON lines
/// ([RecordingLine]).
public final class RecordingHeaders {
    /// Unique per chunk.
    public static final String ID = "ce_id";

    /// The number of the chunk within its session, from 1, as decimal text.
    public static final String NUMBER = "portcullis_chunk";

    private RecordingHeaders() {}
}
