// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import dev.portcullis.approval.approvals.Sequel;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.template.TemplateState;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// What follows from people's answer: the template holds, or never does. In the transaction of the vote.
@Component
final class Deciding implements Sequel {

    private final TemplateRows rows;
    private final TemplateReports reports;
    private final Clock clock;

    Deciding(TemplateRows rows, TemplateReports reports, Clock clock) {
        this.rows = rows;
        this.reports = reports;
        this.clock = clock;
    }

    @Override
    public void decided(Decided decided) {
        rows.lock(UUID.fromString(decided.subject()))
                .filter(row -> row.template().state() == TemplateState.PROPOSED)
                .ifPresent(row -> {
                    TemplateRow next = decided.state() == ApprovalState.APPROVED
                            ? row.begun(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                            : row.refused(decided.by(), reason(decided));
                    rows.update(next);
                    reports.changed(next.template(), decided.by(), decided.reason());
                });
    }

    private static String reason(Decided decided) {
        return decided.reason().isEmpty() ? decided.state().name() : decided.reason();
    }
}
