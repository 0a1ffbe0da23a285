// SPDX-License-Identifier: Apache-2.0
/// Recordings: chunks, sealed with a key per session, and their replay.
@NullMarked
package dev.portcullis.audit.recordings;

import org.jspecify.annotations.NullMarked;
