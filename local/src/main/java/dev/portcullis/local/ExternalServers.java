// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.local.process.StartFailed;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Servers of a run that somebody else runs, on loopback and on the ports that the run is told. A PostgreSQL among them
/// is entered with the superuser's password in the run's `passwords.properties` and believed by the authority in
/// `tls/store-ca.crt` or `tls/orders-ca.crt`.
///
/// @param listeners which of them
record ExternalServers(Set<Listener> listeners) {

    /// The variable that names them: `kafka`, `store` and `orders`, separated by commas.
    static final String VARIABLE = "PORTCULLIS_EXTERNAL";

    private static final Set<Listener> POSSIBLE = EnumSet.of(Listener.KAFKA, Listener.STORE, Listener.ORDERS);

    ExternalServers {
        listeners = Set.copyOf(listeners);
    }

    /// The ones the environment names.
    ///
    /// @throws StartFailed if it names something else
    static ExternalServers of(Map<String, String> environment) {
        Set<Listener> named = EnumSet.noneOf(Listener.class);
        for (String name : environment.getOrDefault(VARIABLE, "").split(",", -1)) {
            if (!name.isBlank()) {
                named.add(listener(name.strip()));
            }
        }
        return new ExternalServers(named);
    }

    private static Listener listener(String name) {
        return POSSIBLE.stream()
                .filter(possible -> key(possible).equals(name))
                .findFirst()
                .orElseThrow(() -> new StartFailed(
                        VARIABLE + " names '" + name + "'; only kafka, store and orders can be external."));
    }

    /// Whether somebody else runs it.
    boolean has(Listener listener) {
        return listeners.contains(listener);
    }

    /// Who signed the certificate of a PostgreSQL.
    Path authority(Listener listener, LocalHome home) {
        return has(listener) ? home.tls().resolve(key(listener) + "-ca.crt") : home.caCertificate();
    }

    private static String key(Listener listener) {
        return listener.name().toLowerCase(Locale.ROOT);
    }
}
