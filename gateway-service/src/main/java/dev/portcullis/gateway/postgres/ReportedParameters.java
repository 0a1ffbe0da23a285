// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Which of a target's run-time parameters a client hears of. The others could carry anything out, or tell the
/// client
/// who the gateway is at the target.
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
    /// What the parser's reading of every text depends on. The value each must keep.
    private static final Map<String, String> FIXED =
            Map.of("client_encoding", "UTF8", "standard_conforming_strings", "on");

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
    static boolean breaksReading(String name, String value) {
        String fixed = FIXED.get(name);
        return fixed != null && !fixed.equals(value);
    }
}
