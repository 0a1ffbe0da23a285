// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.testing.MemoryTransactions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Votes in memory.
final class MemoryVotes extends MemoryTransactions.Table implements VoteRows {

    private final List<VoteRow> rows = new ArrayList<>();

    MemoryVotes(MemoryTransactions transactions) {
        super(transactions);
        transactions.add(this);
    }

    @Override
    public VoteRow saveAndFlush(VoteRow vote) {
        step();
        rows.add(vote);
        return vote;
    }

    @Override
    public List<VoteRow> of(Collection<UUID> approvals) {
        step();
        return rows.stream()
                .filter(vote -> approvals.contains(vote.key.approvalId()))
                .toList();
    }

    @Override
    public Optional<VoteRow> withKey(String issuer, String subject, String key) {
        step();
        return rows.stream()
                .filter(vote -> vote.key.voterIssuer().equals(issuer)
                        && vote.key.voterSubject().equals(subject)
                        && key.equals(vote.idempotencyKey))
                .findFirst();
    }

    @Override
    protected Runnable remember() {
        int size = rows.size();
        return () -> rows.subList(size, rows.size()).clear();
    }
}
