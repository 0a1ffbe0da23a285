// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalState;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Shows approvals: all to those who decide and watch over them, to everybody else only their own. That
/// somebody was shown another's command is audited in the same transaction: no record, no view.
@Component
final class Reading {

    /// What to list.
    record Filter(
            @Nullable ApprovalState state,
            @Nullable String connection,
            @Nullable String requester,
            @Nullable ApprovalKind kind,
            @Nullable Cursor after,
            int limit) {}

    private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "createdAt", "id");

    private final JpaApprovalRows rows;
    private final Views views;
    private final Reports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Reading(JpaApprovalRows rows, Views views, Reports reports, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.views = views;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    Optional<Approval> one(UUID id, Caller reader) {
        return Objects.requireNonNull(transaction.execute(status -> rows.findById(id)
                .filter(row -> reader.seesAll() || isOwn(row, reader))
                .map(row -> {
                    report(reader, "approvals.read", List.of(row));
                    return views.of(row);
                })));
    }

    /// Where an approval stands. Says nothing about the command, so it is asked without a reader.
    Optional<ApprovalState> state(UUID id) {
        return rows.findById(id).map(row -> row.stateAt(clock.instant()));
    }

    /// Those of these that wait for people no longer. For the gateway, which filed them.
    List<Approval> settled(List<UUID> ids) {
        return Objects.requireNonNull(transaction.execute(status -> views.of(rows.findSettled(ids, clock.instant()))));
    }

    Page list(Filter filter, Caller reader) {
        return Objects.requireNonNull(transaction.execute(status -> {
            List<ApprovalRow> found = rows.findBy(
                    where(filter, reader),
                    query ->
                            query.sortBy(NEWEST_FIRST).limit(filter.limit() + 1).all());
            boolean more = found.size() > filter.limit();
            List<ApprovalRow> shown = more ? found.subList(0, filter.limit()) : found;
            report(reader, "approvals.list", shown);
            return new Page(
                    views.of(shown), more ? new Cursor(shown.getLast().createdAt, shown.getLast().id).text() : null);
        }));
    }

    private void report(Caller reader, String operation, List<ApprovalRow> shown) {
        List<String> others = shown.stream()
                .filter(row -> !reader.isGateway() && !isOwn(row, reader))
                .map(row -> row.id.toString())
                .toList();
        if (!others.isEmpty()) {
            reports.read(reader, operation, others);
        }
    }

    static boolean isOwn(ApprovalRow row, Caller reader) {
        return row.requesterSubject.equals(reader.subject()) && row.requesterIssuer.equals(reader.issuer());
    }

    private Specification<ApprovalRow> where(Filter filter, Caller reader) {
        Instant now = clock.instant();
        return (row, query, criteria) -> {
            List<Predicate> all = new ArrayList<>();
            if (!reader.seesAll()) {
                all.add(criteria.equal(row.get("requesterSubject"), reader.subject()));
                all.add(criteria.equal(row.get("requesterIssuer"), reader.issuer()));
            }
            if (filter.connection() != null) {
                all.add(criteria.equal(row.get("connection"), filter.connection()));
            }
            if (filter.requester() != null) {
                all.add(criteria.equal(row.get("requesterSubject"), filter.requester()));
            }
            if (filter.kind() != null) {
                all.add(criteria.equal(row.get("kind"), filter.kind()));
            }
            if (filter.state() != null) {
                all.add(isIn(filter.state(), now, row, criteria));
            }
            if (filter.after() != null) {
                all.add(isAfter(filter.after(), row, criteria));
            }
            return criteria.and(all.toArray(Predicate[]::new));
        };
    }

    /// The state as of now: what is due counts as expired, whether or not it was swept.
    private static Predicate isIn(ApprovalState state, Instant now, Root<ApprovalRow> row, CriteriaBuilder criteria) {
        Predicate stored = criteria.equal(row.get("state"), state);
        return switch (state) {
            case PENDING, APPROVED -> criteria.and(stored, criteria.greaterThan(row.get("expiresAt"), now));
            case EXPIRED ->
                criteria.or(
                        stored,
                        criteria.and(
                                row.get("state").in(ApprovalState.PENDING, ApprovalState.APPROVED),
                                criteria.lessThanOrEqualTo(row.get("expiresAt"), now)));
            case CONSUMED, REJECTED, WITHDRAWN -> stored;
        };
    }

    private static Predicate isAfter(Cursor cursor, Root<ApprovalRow> row, CriteriaBuilder criteria) {
        return criteria.or(
                criteria.lessThan(row.get("createdAt"), cursor.createdAt()),
                criteria.and(
                        criteria.equal(row.get("createdAt"), cursor.createdAt()),
                        criteria.lessThan(row.get("id"), cursor.id())));
    }
}
