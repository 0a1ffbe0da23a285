// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

/// Which chunk of which recording.
///
/// @param chunkId its id, unique for ever
/// @param sessionId the session it belongs to
/// @param number its place in the recording, from 1
record ChunkPlace(String chunkId, String sessionId, int number) {}
