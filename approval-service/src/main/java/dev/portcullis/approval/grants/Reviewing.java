// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.people.People;
import dev.portcullis.approval.refusals.Refusal;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.requests.IdempotencyKeys;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import dev.portcullis.masking.PeoplesWords;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The look back at emergency access. Somebody who would have decided, and was not part of it, closes it with a note;
/// until then it is brought up again and again.
@Component
final class Reviewing {

    private static final int PER_SWEEP = 100;
    private static final int MAX_NOTE = 10_000;

    /// How a review comes along: the version of the grant that its sender saw last, if that matters, and under which
    /// key it may be sent again.
    record Terms(@Nullable Long seen, @Nullable String idempotencyKey) {}

    private final GrantRows rows;
    private final GrantProperties properties;
    private final People people;
    private final GrantReports reports;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Reviewing(
            GrantRows rows,
            GrantProperties properties,
            People people,
            GrantReports reports,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Clock clock) {
        this.rows = rows;
        this.properties = properties;
        this.people = people;
        this.reports = reports;
        this.keys = keys;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Closes a review.
    AccessGrant close(UUID id, String note, Terms terms, Caller reviewer) {
        if (note.isBlank() || note.length() > MAX_NOTE) {
            throw new RefusedException(
                    new Refusal.Invalid("note: say in at most " + MAX_NOTE + " characters what was found"));
        }
        IdempotencyKeys.Sent sent =
                new IdempotencyKeys.Sent(reviewer, terms.idempotencyKey(), "grants.review", List.of(id, note));
        Object answer = Objects.requireNonNull(transaction.execute(status -> {
            GrantRow row = rows.lock(id)
                    .filter(found -> found.grant().review() != null)
                    .orElseThrow(() -> new RefusedException(new Refusal.NotFound()));
            if (keys.resultOf(sent).isPresent()) {
                return row.grant();
            }
            Optional<Refusal> refusal = refusal(row, terms.seen(), reviewer);
            if (refusal.isPresent()) {
                reports.reviewRefused(row.grant(), reviewer, refusal.get());
                return refusal.get();
            }
            GrantRow next = row.reviewed(clock.instant(), people.personOf(reviewer.subject()), PeoplesWords.kept(note));
            rows.update(next);
            reports.reviewed(next.grant(), reviewer);
            keys.remember(sent, id);
            return next.grant();
        }));
        if (answer instanceof Refusal why) {
            throw new RefusedException(why);
        }
        return (AccessGrant) answer;
    }

    /// Brings overdue reviews up, one transaction each; returns how many.
    @Scheduled(fixedDelayString = "${portcullis.grants.nag-interval:10s}")
    int nag() {
        int brought = 0;
        while (brought < PER_SWEEP && nagNext()) {
            brought++;
        }
        return brought;
    }

    private boolean nagNext() {
        return Objects.requireNonNull(transaction.execute(status -> {
            Instant now = clock.instant();
            Optional<GrantRow> overdue = rows.lockNextNagging(now);
            overdue.ifPresent(row -> {
                GrantRow next = row.naggedUntil(now.plus(properties.breakGlass().nagEvery()));
                rows.update(next);
                reports.changed(next.grant(), "", "the review is overdue");
            });
            return overdue.isPresent();
        }));
    }

    private Optional<Refusal> refusal(GrantRow row, @Nullable Long seen, Caller reviewer) {
        AccessGrant grant = row.grant();
        if (isBehind(row, reviewer)) {
            return Optional.of(new Refusal.OwnRequest());
        }
        if (!reviewer.actors().isEmpty()) {
            return Optional.of(new Refusal.ActsForAnother());
        }
        if (people.isServiceAccount(reviewer.subject())) {
            return Optional.of(new Refusal.NotAPerson());
        }
        if (quorum(grant).groups().stream().noneMatch(reviewer.groups()::contains)) {
            return Optional.of(new Refusal.NoSay(grant.quorum()));
        }
        boolean closed = grant.review() != null && grant.review().closedAt() != null;
        if (grant.state() != GrantState.ENDED || closed) {
            return Optional.of(new Refusal.WrongGrantState(grant.state()));
        }
        return seen != null && seen != grant.version()
                ? Optional.of(new Refusal.Stale(grant.version()))
                : Optional.empty();
    }

    /// As for votes: people who use the same client are not the same people.
    private boolean isBehind(GrantRow row, Caller reviewer) {
        AccessGrant grant = row.grant();
        Set<String> reviewers = parties(reviewer.subject(), reviewer.actors());
        Set<String> takers = parties(grant.subject(), grant.actors());
        return reviewers.stream().anyMatch(row.people()::contains)
                || people.parties(List.of(reviewer.clientId())).stream().anyMatch(takers::contains);
    }

    private Set<String> parties(String subject, List<String> actors) {
        return people.parties(Stream.concat(Stream.of(subject), actors.stream()).toList());
    }

    private static Quorum quorum(AccessGrant grant) {
        try {
            return Quorum.parse(grant.quorum());
        } catch (QuorumSyntaxException e) {
            throw new IllegalStateException("a quorum was stored that cannot be read", e);
        }
    }
}
