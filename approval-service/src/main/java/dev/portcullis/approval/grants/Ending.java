// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.masking.PeoplesWords;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends grants: by the clock, or because somebody says so.
@Component
final class Ending {

    private static final int PER_SWEEP = 1_000;

    private final GrantRows rows;
    private final Questions questions;
    private final GrantReports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Ending(GrantRows rows, Questions questions, GrantReports reports, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.questions = questions;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Ends a grant, or takes the question back. Whoever asked may, and whoever decides or operates.
    ///
    /// @param seen the version that the caller saw last; null if it does not matter
    AccessGrant end(UUID id, String words, @Nullable Long seen, Caller caller) {
        String reason = PeoplesWords.kept(words);
        GrantRow row = rows.find(id)
                .filter(found -> mayEnd(found.grant(), caller))
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
        demandSeen(row, seen);
        if (row.grant().state() == GrantState.REQUESTED) {
            // If people decided meanwhile, what they decided is ended below.
            var _ = questions.withdraw(row.question().orElseThrow(), reason, caller);
        }
        return Objects.requireNonNull(transaction.execute(status -> endLocked(id, reason, seen, caller)));
    }

    /// Ends what is over, one transaction each; returns how many.
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
            Optional<GrantRow> over = rows.lockNextEnding(clock.instant());
            over.ifPresent(row -> {
                GrantRow next = row.ended(Objects.requireNonNull(row.grant().endsAt()), "", "time is over");
                rows.update(next);
                reports.changed(next.grant(), "", "time is over");
            });
            return over.isPresent();
        }));
    }

    private AccessGrant endLocked(UUID id, String reason, @Nullable Long seen, Caller caller) {
        GrantRow row = rows.lock(id).orElseThrow();
        if (row.grant().state() != GrantState.ACTIVE) {
            return row.grant();
        }
        demandSeen(row, seen);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant planned = Objects.requireNonNull(row.grant().endsAt());
        GrantRow next = row.ended(now.isBefore(planned) ? now : planned, caller.subject(), reason);
        rows.update(next);
        reports.changed(next.grant(), caller.subject(), reason);
        return next.grant();
    }

    private static void demandSeen(GrantRow row, @Nullable Long seen) {
        if (seen != null && seen != row.grant().version()) {
            throw new RefusedException(new Refusal.Stale(row.grant().version()));
        }
    }

    private static boolean mayEnd(AccessGrant grant, Caller caller) {
        return Asking.isOwn(grant, caller)
                || caller.isApprover()
                || caller.roles().contains(Roles.OPERATOR);
    }
}
