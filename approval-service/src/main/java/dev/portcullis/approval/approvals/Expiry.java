// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends approvals whose time is over. The sweep only makes the end known early: whoever touches an approval compares it
/// with the clock first, so an end that was not swept yet is still an end.
@Component
final class Expiry {

    private static final int PER_SWEEP = 1_000;

    private final ApprovalRows rows;
    private final Decisions decisions;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Expiry(ApprovalRows rows, Decisions decisions, Reports reports, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.decisions = decisions;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Ends this approval, whose row the caller has locked, if its time is over; says whether it was.
    boolean endIfDue(ApprovalRow row) {
        Instant now = clock.instant();
        if (!row.isDue(now)) {
            return false;
        }
        decisions.move(row, ApprovalState.EXPIRED, "", "time is over");
        reports.ended(row, "", "time is over");
        return true;
    }

    /// Ends what is due, one transaction each; returns how many.
    @Scheduled(fixedDelayString = "${portcullis.approval.sweep-interval:250ms}")
    int sweep() {
        int ended = 0;
        while (ended < PER_SWEEP && endNext()) {
            ended++;
        }
        return ended;
    }

    private boolean endNext() {
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<ApprovalRow> due = rows.lockNextDue(clock.instant());
            return due.isPresent() && endIfDue(due.get());
        }));
    }
}
