// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Tells when further groups are asked because nobody decided. It only tells: whether a vote counts is judged by the
/// clock when it is cast.
@Component
final class Escalation {

    private static final int PER_SWEEP = 1_000;

    private final ApprovalRows rows;
    private final Decisions decisions;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Escalation(ApprovalRows rows, Decisions decisions, Reports reports, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.decisions = decisions;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Tells what is to be told, one transaction each; returns how often.
    @Scheduled(fixedDelayString = "${portcullis.approval.sweep-interval:250ms}")
    int sweep() {
        int told = 0;
        while (told < PER_SWEEP && tellNext()) {
            told++;
        }
        return told;
    }

    private boolean tellNext() {
        return Objects.requireNonNull(transaction.execute(status -> {
            Instant now = clock.instant();
            var escalating = rows.lockNextEscalating(now);
            escalating.ifPresent(row -> {
                Instant next = Eligibility.nextEscalation(row, now);
                row.escalatesAt = next.equals(Instant.MAX) ? null : next;
                decisions.move(row, ApprovalState.PENDING, "", "");
                reports.escalated(row, Eligibility.escalatedTo(row, now));
            });
            return escalating.isPresent();
        }));
    }
}
