// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.sql.AnalyzedStatement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Which of a target's run-time parameters a client hears of. The others could carry anything out, or tell
/// the client who the gateway is at the target.
final class ReportedParameters {
    private static final Set<String> AT_START = Set.of(
            "server_version",
            "server_encoding",
            "client_encoding",
            "DateStyle",
            "IntervalStyle",
            "TimeZone",
            "integer_datetimes",
            "standard_conforming_strings",
            "in_hot_standby",
            "default_transaction_read_only");
    private static final Set<String> LATER =
            Set.of("DateStyle", "IntervalStyle", "TimeZone", "in_hot_standby", "default_transaction_read_only");
    /// What the parser's reading of every text depends on. None of them may change in a session.
    private static final Set<String> FIXED = Set.of("client_encoding", "standard_conforming_strings", "search_path");

    /// They bring back what the session began with; whatever else sets what it does not name may set any of these.
    private static final Set<String> RESETS = Set.of("RESET", "DISCARD");

    private ReportedParameters() {}

    static Map<String, String> atStart(Map<String, String> target, StartupParameters client) {
        Map<String, String> shown = new LinkedHashMap<>(target);
        shown.keySet().retainAll(AT_START);
        shown.put("application_name", "");
        shown.put("is_superuser", "off");
        shown.put("session_authorization", client.user());
        return shown;
    }

    static boolean isShownLater(String name) {
        return LATER.contains(name);
    }

    /// Whether texts would from now on be read differently by the target and by us.
    ///
    /// @param atLogin what the target reported when the session began
    static boolean breaksReading(String name, String value, Map<String, String> atLogin) {
        return FIXED.contains(name) && !value.equals(atLogin.get(name));
    }

    /// Whether a statement sets out to do that.
    static boolean changesReading(AnalyzedStatement statement) {
        SqlStatement facts = statement.facts();
        return facts.administrative()
                && (facts.settings().stream().anyMatch(FIXED::contains)
                        || (facts.settings().contains("*") && !RESETS.contains(facts.kind())));
    }
}
