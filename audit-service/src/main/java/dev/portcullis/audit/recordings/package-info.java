// SPDX-License-Identifier: Apache-2.0
/// Recordings: chunks as they came, and their replay.
@NullMarked
package dev.portcullis.audit.recordings;

import org.jspecify.annotations.NullMarked;
