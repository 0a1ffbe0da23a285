// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Moves an approval whose row the caller has locked to its next state, and lets follow what follows from
/// it.
@Component
final class Decisions {

    private final ApprovalRows rows;
    private final List<Sequel> sequels;
    private final Clock clock;

    Decisions(ApprovalRows rows, List<Sequel> sequels, Clock clock) {
        this.rows = rows;
        this.sequels = List.copyOf(sequels);
        this.clock = clock;
    }

    /// People had agreed before this command was asked about.
    void agreedBefore(ApprovalRow row, UUID template) {
        row.template = template;
        move(row, ApprovalState.APPROVED, "", "");
    }

    /// An approval that is not for a command has nobody who will consume it: with its sequel it is used up.
    void move(ApprovalRow row, ApprovalState next, String by, String reason) {
        Instant now = clock.instant();
        row.moveTo(next, now);
        rows.saveAndFlush(row);
        if (row.kind == ApprovalKind.COMMAND || next == ApprovalState.PENDING) {
            return;
        }
        sequels.forEach(sequel -> sequel.decided(new Sequel.Decided(row.id, row.sessionId, next, by, reason)));
        if (next == ApprovalState.APPROVED) {
            row.moveTo(ApprovalState.CONSUMED, now);
            rows.saveAndFlush(row);
        }
    }
}
