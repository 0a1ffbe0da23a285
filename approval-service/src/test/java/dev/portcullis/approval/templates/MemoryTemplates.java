// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.testing.MemoryTransactions;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateState;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Templates in memory.
final class MemoryTemplates extends MemoryTransactions.Table implements TemplateRows {

    private final Map<UUID, TemplateRow> rows = new LinkedHashMap<>();
    private final Map<UUID, Use> uses = new LinkedHashMap<>();
    private final Function<UUID, Set<String>> voices;

    MemoryTemplates(MemoryTransactions transactions, Function<UUID, Set<String>> voices) {
        super(transactions);
        this.voices = voices;
        transactions.add(this);
    }

    @Override
    public void queueFor(String name) {
        step();
    }

    @Override
    public void insert(TemplateRow row) {
        step();
        rows.put(row.id(), row);
    }

    @Override
    public void update(TemplateRow row) {
        step();
        rows.put(row.id(), row);
    }

    @Override
    public Optional<TemplateRow> find(UUID id) {
        step();
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public Optional<TemplateRow> lock(UUID id) {
        return find(id);
    }

    @Override
    public Optional<TemplateRow> withKey(String proposerIssuer, String proposer, String key) {
        step();
        return rows.values().stream()
                .filter(row -> row.proposerIssuer().equals(proposerIssuer)
                        && row.template().proposer().equals(proposer)
                        && key.equals(row.key()))
                .findFirst();
    }

    @Override
    public int open(String proposerIssuer, String proposer) {
        step();
        return (int) rows.values().stream()
                .filter(row -> row.proposerIssuer().equals(proposerIssuer)
                        && row.template().proposer().equals(proposer)
                        && (row.template().state() == TemplateState.PROPOSED
                                || row.template().state() == TemplateState.ACTIVE))
                .count();
    }

    @Override
    public List<TemplateRow> holding(String connection, String fingerprint, Instant now) {
        step();
        return rows.values().stream()
                .filter(row -> row.template().holds(now)
                        && row.template().connection().equals(connection)
                        && row.template().fingerprint().equals(fingerprint))
                .toList();
    }

    @Override
    public Set<String> voices(UUID question) {
        step();
        return voices.apply(question);
    }

    @Override
    public boolean use(Use use) {
        step();
        TemplateRow row = rows.get(use.template());
        if (row == null || !row.template().holds(use.at())) {
            return false;
        }
        rows.put(row.id(), counted(row));
        uses.put(use.approval(), use);
        return true;
    }

    @Override
    public boolean stands(UUID id, Instant now) {
        step();
        CommandTemplate template = rows.get(id).template();
        return template.state() == TemplateState.ACTIVE && now.isBefore(Objects.requireNonNull(template.endsAt()));
    }

    @Override
    public Optional<TemplateRow> lockNextEnding(Instant now) {
        step();
        return rows.values().stream()
                .filter(row -> row.template().state() == TemplateState.ACTIVE
                        && !now.isBefore(Objects.requireNonNull(row.template().endsAt())))
                .min(Comparator.comparing(
                        row -> Objects.requireNonNull(row.template().endsAt())));
    }

    @Override
    public List<TemplateRow> list(Filter filter) {
        throw new UnsupportedOperationException("nobody lists in a simulation");
    }

    @Override
    protected Runnable remember() {
        Map<UUID, TemplateRow> before = new LinkedHashMap<>(rows);
        Map<UUID, Use> used = new LinkedHashMap<>(uses);
        return () -> {
            rows.clear();
            rows.putAll(before);
            uses.clear();
            uses.putAll(used);
        };
    }

    private static TemplateRow counted(TemplateRow row) {
        CommandTemplate was = row.template();
        CommandTemplate used = new CommandTemplate(
                was.id(),
                was.state(),
                was.connection(),
                was.proposer(),
                was.subject(),
                was.issuer(),
                was.actors(),
                was.group(),
                was.pattern(),
                was.fingerprint(),
                was.places(),
                was.demand(),
                was.rules(),
                was.quorum(),
                was.approvalId(),
                was.reason(),
                was.seconds(),
                was.maxUses(),
                was.uses() + 1,
                was.proposedAt(),
                was.startsAt(),
                was.endsAt(),
                was.endedBy(),
                was.endReason(),
                was.version());
        return new TemplateRow(used, row.proposerIssuer(), row.people(), row.terms(), row.proposal(), row.key());
    }
}
