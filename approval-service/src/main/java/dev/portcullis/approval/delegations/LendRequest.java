// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who may vote in the caller's place. What is missing is found wanting like what is empty.
///
/// @param until the end; null if none was said, which is refused
record LendRequest(String to, Set<String> groups, @Nullable Instant until, String reason) {

    LendRequest(@Nullable String to, @Nullable Set<String> groups, @Nullable Instant until, @Nullable String reason) {
        this.to = Objects.requireNonNullElse(to, "");
        this.groups = new TreeSet<>(Objects.requireNonNullElse(groups, Set.of()));
        this.until = until;
        this.reason = Objects.requireNonNullElse(reason, "");
    }
}
