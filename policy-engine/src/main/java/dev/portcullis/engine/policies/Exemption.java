// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.policies;

import dev.portcullis.engine.rules.Condition;
import java.time.Instant;

/// An exception from a rule: while it lasts, the rule does not count where the exception's condition holds.
///
/// @param condition when
/// @param owner who answers for it
/// @param reason why there is one
/// @param until when it ends
public record Exemption(Condition condition, String owner, String reason, Instant until) {

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }
}
