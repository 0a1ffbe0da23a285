// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.ReportFields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a client may read of a target's errors and notices. Their texts can quote values: `invalid input syntax
/// for
/// type
/// integer: "987-65-4321"`, `Key (email)=(…) already exists`, and whatever a function raises.
final class ReportFilter {
    private static final Set<Character> HARMLESS = Set.of(
            ReportFields.SEVERITY,
            ReportFields.SEVERITY_PLAIN,
            ReportFields.SQLSTATE,
            ReportFields.MESSAGE,
            ReportFields.POSITION);
    private static final char FILE = 'F';
    private static final char WHERE = 'W';
    private static final char INTERNAL_QUERY = 'q';

    private ReportFilter() {}

    /// The report as the client gets it.
    ///
    /// @param run the command that it is about; null if it is about none
    static ReportFields shown(ReportFields report, @Nullable CommandRun run) {
        if (run == null || !run.isSensitive() || isOfTheParser(report)) {
            return report;
        }
        return report.only(HARMLESS)
                .with(
                        ReportFields.MESSAGE,
                        "SQLSTATE " + report.sqlState()
                                + "; the target's message is withheld, since it may quote classified data");
    }

    /// Parser and scanner have seen the client's own text and nothing else, unless a function called them.
    private static boolean isOfTheParser(ReportFields report) {
        String file = report.fields().getOrDefault(FILE, "");
        return (file.startsWith("parse_") || file.equals("scan.l") || file.equals("gram.y"))
                && !report.fields().containsKey(WHERE)
                && !report.fields().containsKey(INTERNAL_QUERY);
    }
}
