// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.PriorConsent;
import dev.portcullis.approval.approvals.Questions;
import dev.portcullis.approval.approvals.Sequel;
import dev.portcullis.approval.changelog.ChangeLog;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.people.KnownPeople;
import dev.portcullis.approval.refusals.RefusedException;
import dev.portcullis.approval.testing.MemoryTransactions;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import dev.portcullis.sql.CommandShape;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.transaction.support.TransactionTemplate;

/// The service's own templates for a simulation, over tables in memory or in PostgreSQL.
public final class Templates {

    public static final Map<String, String> SETTINGS = Map.of(
            "portcullis.templates.rules[0].connections", "*",
            "portcullis.templates.rules[0].quorum", "1 of dba",
            "portcullis.templates.rules[0].most-uses", "4",
            "portcullis.templates.per-identity", "1000",
            "portcullis.templates.decide-within", "60s");

    private static final TemplateProperties PROPERTIES = new TemplateProperties(
            List.of(new TemplateProperties.Rule(List.of("*"), "1 of dba", Duration.ofHours(24), 4)),
            Duration.ofSeconds(60),
            1_000);
    private static final ShapeReading SHAPES = new RememberedShapes();

    /// What the approvals need of templates, and what templates are made of before there are approvals.
    public record Parts(TemplateTables tables, PriorConsent consent, Sequel sequel, TemplateReporting reporting) {

        /// With approvals, all of it.
        public Templates with(Questions questions, TransactionTemplate transaction, Clock clock) {
            TemplateLimits limits = new TemplateLimits(PROPERTIES);
            return new Templates(
                    tables.rows,
                    new Proposing(
                            tables.rows,
                            new ProposalChecks(tables.rows, limits, PROPERTIES),
                            new Drafting(limits, PROPERTIES, questions, KnownPeople.PEOPLE, clock),
                            SHAPES,
                            questions,
                            reporting.reports,
                            transaction),
                    new Revoking(tables.rows, questions, reporting.reports, transaction, clock));
        }
    }

    /// Hides the rows.
    public record TemplateTables(TemplateRows rows) {}

    /// Hides the reports.
    public record TemplateReporting(TemplateReports reports) {}

    private final TemplateRows rows;
    private final Proposing proposing;
    private final Revoking revoking;

    private Templates(TemplateRows rows, Proposing proposing, Revoking revoking) {
        this.rows = rows;
        this.proposing = proposing;
        this.revoking = revoking;
    }

    public static Parts inMemory(
            MemoryTransactions transactions, Function<UUID, Set<String>> voices, ChangeLog log, Clock clock) {
        MemoryTemplates rows = new MemoryTemplates(transactions, voices);
        TemplateReports reports = new TemplateReports(log, clock);
        return new Parts(
                new TemplateTables(rows),
                new Consenting(rows, SHAPES, reports),
                new Deciding(rows, reports, clock),
                new TemplateReporting(reports));
    }

    public static Templates on(RunningService service) {
        return new Templates(
                service.bean(TemplateRows.class), service.bean(Proposing.class), service.bean(Revoking.class));
    }

    /// The template, unless it was refused.
    public Optional<CommandTemplate> propose(TemplateProposal asked, Caller proposer) {
        try {
            return Optional.of(proposing.propose(asked, null, proposer).template());
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    public void revoke(String id, Caller by) {
        revoking.revoke(UUID.fromString(id), "enough", null, by);
    }

    public int sweep() {
        return revoking.sweep();
    }

    public CommandTemplate read(String id) {
        return rows.find(UUID.fromString(id)).orElseThrow().template();
    }

    /// A simulation reads few commands, but often.
    private static final class RememberedShapes extends ShapeReading {
        private final Map<String, Optional<CommandShape>> known = new ConcurrentHashMap<>();

        @Override
        Optional<CommandShape> of(String sql) {
            return known.computeIfAbsent(sql, super::of);
        }
    }
}
