// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.PriorConsent;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.sql.CommandShape;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Finds the template by which people agreed to a held command, and uses it up by one. Whatever is not
/// surely covered is not covered, and people are asked as ever.
@Component
final class Consenting implements PriorConsent {

    private final TemplateRows rows;
    private final ShapeReading shapes;
    private final TemplateReports reports;

    Consenting(TemplateRows rows, ShapeReading shapes, TemplateReports reports) {
        this.rows = rows;
        this.shapes = shapes;
        this.reports = reports;
    }

    @Override
    public Optional<UUID> take(Held held) {
        ApprovalRequest asked = held.asked();
        SqlFacts facts = asked.facts();
        if (facts == null || !Terms.areClear(facts)) {
            return Optional.empty();
        }
        List<TemplateRow> open = rows.holding(asked.connection(), facts.fingerprint(), held.at()).stream()
                .filter(row -> row.isFor(asked))
                // Nobody's own word lets their own command run, however early it was given.
                .filter(row -> Collections.disjoint(rows.voices(row.question()), held.people()))
                .toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        // The facts name the shape; what counts is the shape of the text that will run.
        return shapes.of(asked.text())
                .flatMap(shape -> open.stream()
                        .filter(row -> admits(row, shape, asked))
                        .map(TemplateRow::id)
                        .filter(id -> rows.use(new TemplateRows.Use(id, held.approval(), asked.digest(), held.at())))
                        .findFirst());
    }

    @Override
    public void report(UUID template, Held held) {
        reports.used(rows.find(template).orElseThrow().template(), held);
    }

    @Override
    public boolean stands(UUID template, Instant now) {
        return rows.stands(template, now);
    }

    private boolean admits(TemplateRow row, CommandShape shape, ApprovalRequest asked) {
        Terms terms = row.terms();
        return shapes.of(terms.text())
                .map(example -> Bounds.of(terms.bounds(), example, terms.parameters()))
                .filter(bounds -> bounds.admit(shape, asked.parameters()))
                .isPresent();
    }
}
