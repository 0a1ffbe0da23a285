// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.ReportFields;
import java.util.HashSet;
import java.util.Set;

/// What a client may read of a target's errors and notices. Their texts can quote values: `invalid input
/// syntax for type integer: "987-65-4321"`, `Key (email)=(…) already exists`, and whatever a function raises.
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

    /// What a report may quote that its reader may not see.
    enum Quotes {
        NOTHING,
        /// `Failing row contains (…)` shows all of a row that was changed, whatever of it the command named
        CHANGED_ROWS,
        ANYTHING
    }

    /// The report as the client gets it.
    ///
    /// @param quotes what may be in it
    static ReportFields shown(ReportFields report, Quotes quotes) {
        return switch (quotes) {
            case NOTHING -> report;
            case CHANGED_ROWS -> isOfCode(report) ? withheld(report) : withoutDetail(report);
            case ANYTHING -> isOfTheParser(report) ? report : withheld(report);
        };
    }

    private static ReportFields withoutDetail(ReportFields report) {
        Set<Character> kept = new HashSet<>(report.fields().keySet());
        kept.remove(ReportFields.DETAIL);
        return report.only(kept);
    }

    private static ReportFields withheld(ReportFields report) {
        return report.only(HARMLESS)
                .with(ReportFields.MESSAGE, words(report.sqlState()) + " (SQLSTATE " + report.sqlState() + ")")
                .with(ReportFields.HINT, "The target's own message is withheld, since it may quote classified data.");
    }

    /// Raised in a function, most likely a trigger's. Where in its data a `COPY` has stopped is no code.
    private static boolean isOfCode(ReportFields report) {
        String where = report.fields().getOrDefault(WHERE, "");
        return report.fields().containsKey(INTERNAL_QUERY) || !(where.isEmpty() || where.startsWith("COPY "));
    }

    /// What the manual's appendix calls the SQLSTATE.
    private static String words(String sqlState) {
        return switch (sqlState) {
            case "22001" -> "string data right truncation";
            case "22003" -> "numeric value out of range";
            case "22007" -> "invalid datetime format";
            case "22008" -> "datetime field overflow";
            case "22012" -> "division by zero";
            case "22P02" -> "invalid text representation";
            case "23502" -> "not null violation";
            case "23503" -> "foreign key violation";
            case "23505" -> "unique violation";
            case "23514" -> "check violation";
            case "25006" -> "read only sql transaction";
            case "25P02" -> "current transaction is aborted, commands ignored until end of transaction block";
            case "40001" -> "serialization failure";
            case "40P01" -> "deadlock detected";
            case "42501" -> "insufficient privilege";
            case "42P01" -> "undefined table";
            case "42703" -> "undefined column";
            case "42883" -> "undefined function";
            case "55P03" -> "lock not available";
            case "57014" -> "query canceled";
            case "57P01" -> "admin shutdown";
            case "P0001" -> "raise exception";
            default -> "error of the target";
        };
    }

    /// Parser and scanner have seen the client's own text and nothing else, unless a function called them.
    private static boolean isOfTheParser(ReportFields report) {
        String file = report.fields().getOrDefault(FILE, "");
        return (file.startsWith("parse_") || file.equals("scan.l") || file.equals("gram.y"))
                && !report.fields().containsKey(WHERE)
                && !report.fields().containsKey(INTERNAL_QUERY);
    }
}
