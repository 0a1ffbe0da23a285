// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import dev.portcullis.approval.approvals.Sequel;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.grant.GrantState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// What follows from people's answer: the grant begins, lasts longer, or never begins. In the transaction of the vote.
@Component
final class Granting implements Sequel {

    private final GrantRows rows;
    private final GrantProperties properties;
    private final GrantReports reports;
    private final Clock clock;

    Granting(GrantRows rows, GrantProperties properties, GrantReports reports, Clock clock) {
        this.rows = rows;
        this.properties = properties;
        this.reports = reports;
        this.clock = clock;
    }

    @Override
    public void decided(Decided decided) {
        rows.lock(UUID.fromString(decided.subject())).ifPresent(row -> {
            boolean yes = decided.state() == ApprovalState.APPROVED;
            GrantRow.Extension extension = row.extension();
            if (row.grant().state() == GrantState.REQUESTED) {
                write(yes ? begun(row) : refused(row, decided), decided);
            } else if (extension != null && extension.approval().equals(decided.approval())) {
                extend(row, extension, yes, decided);
            }
            // Whatever else was asked about a grant that is over has no consequence.
        });
    }

    private void extend(GrantRow row, GrantRow.Extension extension, boolean yes, Decided decided) {
        if (!yes || !row.grant().holds(clock.instant())) {
            rows.update(row.unextended());
        } else {
            write(row.extended(extension.seconds()), decided);
        }
    }

    private GrantRow begun(GrantRow row) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        rows.queueFor(row.grant().connection());
        return rows.active(row.grant().connection()) >= properties.perConnection()
                ? row.refused("", "as many grants of this connection are active as may be")
                : row.begun(now);
    }

    private static GrantRow refused(GrantRow row, Decided decided) {
        String reason = decided.reason().isEmpty() ? decided.state().name() : decided.reason();
        return row.refused(decided.by(), reason);
    }

    private void write(GrantRow next, Decided decided) {
        rows.update(next);
        reports.changed(next.grant(), decided.by(), decided.reason());
    }
}
