// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateState;
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

/// Ends templates: by the clock, or because somebody says so. From then on it covers nothing, not even a
/// command that it covered a moment ago and that was not forwarded yet.
@Component
final class Revoking {

    private static final int PER_SWEEP = 1_000;
    private static final int MAX_REASON = 2_000;

    private final TemplateRows rows;
    private final Questions questions;
    private final TemplateReports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Revoking(
            TemplateRows rows,
            Questions questions,
            TemplateReports reports,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.questions = questions;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Revokes it, or takes the proposal back. Whoever proposed it may, whom it is for, and whoever decides
    /// or operates.
    CommandTemplate revoke(UUID id, String words, @Nullable Long ifMatch, Caller caller) {
        if (words.length() > MAX_REASON || words.indexOf('\0') >= 0) {
            throw new RefusedException(new Refusal.Invalid("reason: at most " + MAX_REASON + " characters"));
        }
        String reason = PeoplesWords.kept(words);
        TemplateRow row = rows.find(id)
                .filter(found -> mayRevoke(found, caller))
                .orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
        demandUnchanged(row, ifMatch);
        if (row.template().state() == TemplateState.PROPOSED) {
            // If people decided meanwhile, what they decided is ended below.
            var _ = questions.withdraw(row.question(), reason, caller);
        }
        return Objects.requireNonNull(transaction.execute(status -> revokeLocked(id, reason, caller)));
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
            Optional<TemplateRow> over = rows.lockNextEnding(clock.instant());
            over.ifPresent(row -> end(row, Objects.requireNonNull(row.template().endsAt()), "", "time is over"));
            return over.isPresent();
        }));
    }

    private CommandTemplate revokeLocked(UUID id, String reason, Caller caller) {
        TemplateRow row = rows.lock(id).orElseThrow();
        if (row.template().state() != TemplateState.ACTIVE) {
            return row.template();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant planned = Objects.requireNonNull(row.template().endsAt());
        return end(row, now.isBefore(planned) ? now : planned, caller.subject(), reason);
    }

    private CommandTemplate end(TemplateRow row, Instant at, String by, String reason) {
        TemplateRow next = row.ended(at, by, reason);
        rows.update(next);
        reports.changed(next.template(), by, reason);
        return next.template();
    }

    private static void demandUnchanged(TemplateRow row, @Nullable Long ifMatch) {
        if (ifMatch != null && ifMatch != row.template().version()) {
            throw new RefusedException(new Refusal.Stale(row.template().version()));
        }
    }

    private static boolean mayRevoke(TemplateRow row, Caller caller) {
        return TemplateReading.isOwn(row, caller)
                || caller.isApprover()
                || caller.roles().contains(Roles.OPERATOR);
    }
}
