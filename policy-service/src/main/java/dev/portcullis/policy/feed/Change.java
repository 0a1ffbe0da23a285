// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import dev.portcullis.contracts.audit.AuditKind;
import java.time.Instant;

/// A change of one document.
///
/// @param audit the audit event that reports it
/// @param kind the document's kind, as the record for the gateways says it
/// @param name the document's name
/// @param action what was done
/// @param before the document's version before; 0 when it was created
/// @param after the document's version after
/// @param at when
/// @param reason why, in its author's words; empty when nothing was said
/// @param approvedBy who approved it; empty where no second person was asked
public record Change(
        AuditKind audit,
        String kind,
        String name,
        Action action,
        long before,
        long after,
        Instant at,
        String reason,
        String approvedBy) {

    /// What was done, with the number OCSF gives it (class 3004, `activity_id`).
    public enum Action {
        CREATED(1),
        UPDATED(3),
        REMOVED(4);

        private final int activity;

        Action(int activity) {
            this.activity = activity;
        }

        int activity() {
            return activity;
        }
    }
}
