// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody asks to take home.
///
/// @param from when the period begins
/// @param to the moment before which it ends; now if it is absent
/// @param identity whose events, exactly; everybody's if it is absent or empty
/// @param connection of which connection; of all if it is absent or empty
record EvidenceRequest(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String identity,
        @Nullable String connection) {}
