// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantCheck;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.identity.Identity;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Shows grants: all to those who decide and watch over them, to everybody else only their own. That somebody was shown
/// another's is audited in the same transaction.
@Component
final class GrantReading {

    /// Part of a list, newest first.
    ///
    /// @param next what to send as `before` for the next part; null after the last
    record Page(List<AccessGrant> items, @Nullable String next) {}

    private final GrantRows rows;
    private final GrantReports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    GrantReading(GrantRows rows, GrantReports reports, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    Optional<AccessGrant> one(UUID id, Caller reader) {
        return Objects.requireNonNull(transaction.execute(status -> rows.find(id)
                .map(GrantRow::grant)
                .filter(grant -> reader.seesAll() || Asking.isOwn(grant, reader))
                .map(grant -> {
                    report(reader, List.of(grant));
                    return now(grant);
                })));
    }

    Page list(GrantRows.Filter filter, Caller reader) {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<AccessGrant> shown = rows.list(filter).stream()
                    .map(GrantRow::grant)
                    .map(this::now)
                    .toList();
            report(reader, shown);
            return new Page(
                    shown,
                    shown.size() < filter.limit() ? null : shown.getLast().id());
        }));
    }

    /// The grant with which an identity may reach a connection now: the one that holds longest.
    Optional<AccessGrant> check(GrantCheck asked) {
        Identity identity = asked.identity();
        Instant now = clock.instant();
        return rows.active(identity.subject(), identity.issuer(), asked.connection()).stream()
                .map(GrantRow::grant)
                .filter(grant -> grant.holds(now))
                .filter(grant -> grant.actors().equals(identity.actors()))
                .filter(grant -> grant.tokenId().isEmpty() || grant.tokenId().equals(identity.tokenId()))
                .max(Comparator.comparing(grant -> Objects.requireNonNull(grant.endsAt())));
    }

    /// What is over counts as ended, whether or not it was swept.
    private AccessGrant now(AccessGrant grant) {
        boolean over = grant.state() == GrantState.ACTIVE && !grant.holds(clock.instant());
        return over
                ? new GrantRow(grant, List.of(), null, null)
                        .ended(Objects.requireNonNull(grant.endsAt()), "", "time is over")
                        .grant()
                : grant;
    }

    private void report(Caller reader, List<AccessGrant> shown) {
        List<String> others = shown.stream()
                .filter(grant -> !reader.isGateway() && !Asking.isOwn(grant, reader))
                .map(AccessGrant::id)
                .toList();
        if (!others.isEmpty()) {
            reports.read(reader, others);
        }
    }
}
