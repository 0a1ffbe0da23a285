// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.delegations;

import dev.portcullis.approval.testing.MemoryTransactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Delegations in memory.
public final class MemoryDelegations extends MemoryTransactions.Table implements DelegationRows {

    private final Map<UUID, Delegation> rows = new LinkedHashMap<>();

    public MemoryDelegations(MemoryTransactions transactions) {
        super(transactions);
        transactions.add(this);
    }

    @Override
    public void insert(Delegation delegation) {
        step();
        rows.put(delegation.id(), delegation);
    }

    @Override
    public Optional<Delegation> lock(UUID id) {
        step();
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public void end(UUID id, Instant at) {
        step();
        rows.computeIfPresent(
                id,
                (_, row) -> new Delegation(
                        id, row.from(), row.to(), row.groups(), row.reason(), row.startsAt(), row.endsAt(), at));
    }

    @Override
    public List<Delegation> countingFor(String to, Instant at) {
        step();
        return rows.values().stream()
                .filter(row -> row.to().equals(to) && row.counts(at))
                .sorted(Comparator.comparing(Delegation::startsAt)
                        .thenComparing(row -> row.id().toString()))
                .toList();
    }

    @Override
    public List<Delegation> of(String person) {
        step();
        List<Delegation> found = new ArrayList<>(rows.values());
        found.removeIf(row -> !row.from().equals(person) && !row.to().equals(person));
        return found.reversed();
    }

    @Override
    protected Runnable remember() {
        Map<UUID, Delegation> before = new LinkedHashMap<>(rows);
        return () -> {
            rows.clear();
            rows.putAll(before);
        };
    }
}
