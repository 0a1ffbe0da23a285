// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.testing.MemoryTransactions;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// Approvals in memory. What is given out is a copy, so that only what is saved is changed.
final class MemoryApprovals extends MemoryTransactions.Table implements ApprovalRows {

    private final Map<UUID, ApprovalRow> rows = new LinkedHashMap<>();

    MemoryApprovals(MemoryTransactions transactions) {
        super(transactions);
        transactions.add(this);
    }

    @Override
    public ApprovalRow saveAndFlush(ApprovalRow row) {
        step();
        ApprovalRow before = rows.put(row.id, copy(row));
        if (before != null && row.version != before.version + 1) {
            throw new AssertionError("the version counts up by one");
        }
        return row;
    }

    @Override
    public Optional<ApprovalRow> findById(UUID id) {
        step();
        return Optional.ofNullable(rows.get(id)).map(MemoryApprovals::copy);
    }

    @Override
    public Optional<ApprovalRow> findByCommandId(String commandId) {
        step();
        return all().filter(row -> row.commandId.equals(commandId)).findFirst().map(MemoryApprovals::copy);
    }

    @Override
    public Optional<ApprovalRow> lock(UUID id) {
        return findById(id);
    }

    @Override
    public Optional<ApprovalRow> lockByCommandId(String commandId) {
        return findByCommandId(commandId);
    }

    @Override
    public Optional<ApprovalRow> lockNextDue(Instant now) {
        step();
        return first(all().filter(row -> row.isDue(now)), row -> row.expiresAt);
    }

    @Override
    public Optional<ApprovalRow> lockNextEscalating(Instant now) {
        step();
        return first(
                all().filter(row -> row.state == ApprovalState.PENDING
                        && !row.isDue(now)
                        && escalation(row).compareTo(now) <= 0),
                MemoryApprovals::escalation);
    }

    @Override
    public int consume(UUID id, Instant now, String digest, String sessionId, String requester) {
        step();
        ApprovalRow row = rows.get(id);
        boolean ours = row != null
                && row.kind == ApprovalKind.COMMAND
                && row.state == ApprovalState.APPROVED
                && row.expiresAt.isAfter(now)
                && row.digest.equals(digest)
                && row.sessionId.equals(sessionId)
                && row.requesterSubject.equals(requester);
        if (ours) {
            ApprovalRow used = copy(row);
            used.moveTo(ApprovalState.CONSUMED, now);
            rows.put(id, used);
        }
        return ours ? 1 : 0;
    }

    @Override
    protected Runnable remember() {
        Map<UUID, ApprovalRow> before = new LinkedHashMap<>(rows);
        return () -> {
            rows.clear();
            rows.putAll(before);
        };
    }

    private Stream<ApprovalRow> all() {
        return rows.values().stream();
    }

    private static Optional<ApprovalRow> first(Stream<ApprovalRow> found, Function<ApprovalRow, Instant> by) {
        return found.min(Comparator.comparing(by)).map(MemoryApprovals::copy);
    }

    private static Instant escalation(ApprovalRow row) {
        return row.escalatesAt == null ? Instant.MAX : row.escalatesAt;
    }

    private static ApprovalRow copy(ApprovalRow row) {
        ApprovalRow copy = new ApprovalRow();
        copy.id = row.id;
        copy.kind = row.kind;
        copy.commandId = row.commandId;
        copy.digest = row.digest;
        copy.salt = row.salt;
        copy.connection = row.connection;
        copy.sessionId = row.sessionId;
        copy.requesterSubject = row.requesterSubject;
        copy.requesterIssuer = row.requesterIssuer;
        copy.requesterClient = row.requesterClient;
        copy.actors = row.actors;
        copy.people = row.people;
        copy.request = row.request;
        copy.quorum = row.quorum;
        copy.state = row.state;
        copy.createdAt = row.createdAt;
        copy.expiresAt = row.expiresAt;
        copy.decidedAt = row.decidedAt;
        copy.escalatesAt = row.escalatesAt;
        copy.template = row.template;
        copy.version = row.version;
        return copy;
    }
}
