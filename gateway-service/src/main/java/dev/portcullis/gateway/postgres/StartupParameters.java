// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.ProtocolVersion;
import dev.portcullis.postgres.wire.StartupPacket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a client's startup packet asks for, reduced to what is allowed. The target never sees the packet
/// itself: the gateway builds its own.
///
/// @param user what the client calls itself; told back to it, and otherwise without meaning: the token says who
///     calls
/// @param connection the connection's name
/// @param version the protocol version to speak: 3.0 or 3.2
/// @param unknownOptions protocol extensions that the client has to be told are not there
/// @param settings run-time parameters for the target
record StartupParameters(
        String user,
        String connection,
        ProtocolVersion version,
        boolean negotiate,
        List<String> unknownOptions,
        Map<String, String> settings) {
    private static final Set<String> PASSED = Set.of("datestyle", "intervalstyle", "timezone", "extra_float_digits");
    /// SQL_ASCII means "do not convert"; UTF8 is one way not to.
    private static final Set<String> UTF8 = Set.of("utf8", "utf-8", "unicode", "sql_ascii");

    static StartupParameters of(StartupPacket.StartupMessage message) throws StartupRefused {
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> unknownOptions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String user = "";
        String database = "";
        for (Map.Entry<String, String> parameter : message.parameters().entrySet()) {
            String name = parameter.getKey().toLowerCase(Locale.ROOT);
            String value = parameter.getValue();
            // Names of settings are case-insensitive, so TimeZone and timezone are one setting given twice.
            if (!seen.add(name)) {
                throw new StartupRefused("08P01", "startup parameter " + name + " is given twice", "");
            }
            switch (name) {
                case "user" -> user = value;
                case "database" -> database = value;
                // The gateway sets its own, so that the target's logs name the session.
                case "application_name", "fallback_application_name" -> {}
                case "client_encoding" -> requireUtf8(value);
                case String option when option.startsWith("_pq_.") -> unknownOptions.add(parameter.getKey());
                case String setting when PASSED.contains(setting) -> settings.put(setting, value);
                default -> throw notPassed(name);
            }
        }
        if (user.isEmpty()) {
            throw new StartupRefused("28000", "no user name in the startup packet", "");
        }
        ProtocolVersion version = message.version().minor() >= 2 ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0;
        return new StartupParameters(
                user,
                database.isEmpty() ? user : database,
                version,
                !version.equals(message.version()) || !unknownOptions.isEmpty(),
                unknownOptions,
                settings);
    }

    private static void requireUtf8(String encoding) throws StartupRefused {
        if (!UTF8.contains(encoding.toLowerCase(Locale.ROOT).replace("'", ""))) {
            throw new StartupRefused(
                    "0A000", "client_encoding must be UTF8", "Set PGCLIENTENCODING=UTF8 or the driver's equivalent.");
        }
    }

    private static StartupRefused notPassed(String name) {
        String shown = name.length() > 63 ? name.substring(0, 63) : name;
        return new StartupRefused(
                "0A000",
                "startup parameter " + shown.replaceAll("[^a-z0-9_.]", "?") + " is not allowed here",
                "Remove it from the connection string; settings that policy allows can be SET in the session.");
    }
}
