// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateState;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Shows templates: all to those who decide and watch over them, to everybody else what they proposed and
/// what is for them. That somebody was shown another's is audited in the same transaction.
@Component
final class TemplateReading {

    /// Part of a list, newest first.
    ///
    /// @param next what to send as `before` for the next part; null after the last
    record Page(List<CommandTemplate> items, @Nullable String next) {}

    private final TemplateRows rows;
    private final TemplateReports reports;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TemplateReading(TemplateRows rows, TemplateReports reports, TransactionTemplate transaction, Clock clock) {
        this.rows = rows;
        this.reports = reports;
        this.transaction = transaction;
        this.clock = clock;
    }

    Optional<CommandTemplate> one(UUID id, Caller reader) {
        return Objects.requireNonNull(transaction.execute(status -> rows.find(id)
                .filter(row -> reader.seesAll() || isOwn(row, reader) || isFor(row, reader))
                .map(row -> {
                    report(reader, List.of(row));
                    return now(row);
                })));
    }

    Page list(
            @Nullable TemplateState state, @Nullable String connection, @Nullable UUID before, int limit, Caller who) {
        TemplateRows.Reader reader =
                who.seesAll() ? null : new TemplateRows.Reader(who.subject(), who.issuer(), who.groups());
        return Objects.requireNonNull(transaction.execute(status -> {
            List<TemplateRow> found = rows.list(new TemplateRows.Filter(reader, state, connection, before, limit));
            report(who, found);
            return new Page(
                    found.stream().map(this::now).toList(),
                    found.size() < limit ? null : found.getLast().template().id());
        }));
    }

    /// What is over counts as ended, whether or not it was swept.
    private CommandTemplate now(TemplateRow row) {
        CommandTemplate template = row.template();
        boolean over = template.state() == TemplateState.ACTIVE
                && !clock.instant().isBefore(Objects.requireNonNull(template.endsAt()));
        return over
                ? row.ended(Objects.requireNonNull(template.endsAt()), "", "time is over")
                        .template()
                : template;
    }

    private void report(Caller reader, List<TemplateRow> shown) {
        List<String> others = shown.stream()
                .filter(row -> !isOwn(row, reader))
                .map(row -> row.template().id())
                .toList();
        if (!others.isEmpty()) {
            reports.read(reader, others);
        }
    }

    /// Whether the caller proposed it, or it is for the caller alone.
    static boolean isOwn(TemplateRow row, Caller caller) {
        CommandTemplate template = row.template();
        boolean proposed = template.proposer().equals(caller.subject())
                && row.proposerIssuer().equals(caller.issuer());
        boolean given =
                template.subject().equals(caller.subject()) && template.issuer().equals(caller.issuer());
        return proposed || given;
    }

    private static boolean isFor(TemplateRow row, Caller caller) {
        return row.template().issuer().equals(caller.issuer())
                && caller.groups().contains(row.template().group());
    }
}
