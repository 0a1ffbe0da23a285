// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import java.net.URI;
import java.util.Map;

/// Where the command line finds Portcullis: the local run, unless the environment names another installation.
///
/// @param edge the base of REST
/// @param token the token endpoint of the identity provider
public record Endpoints(URI edge, URI token) {

    /// The variable that names another edge.
    public static final String EDGE_VARIABLE = "PORTCULLIS_EDGE_URL";

    /// The variable that names another token endpoint.
    public static final String TOKEN_VARIABLE = "PORTCULLIS_TOKEN_URL";

    private static final String LOOPBACK = "http://127.0.0.1:";

    /// What the environment names, the local run's for the rest.
    public static Endpoints of(Map<String, String> environment, Ports ports) {
        return new Endpoints(
                named(environment, EDGE_VARIABLE, LOOPBACK + ports.of(Listener.EDGE)),
                named(environment, TOKEN_VARIABLE, LOOPBACK + ports.of(Listener.IDENTITY) + "/oauth2/token"));
    }

    /// Whether an installation answers under a certificate.
    public boolean overTls() {
        return isTls(edge) || isTls(token);
    }

    private static boolean isTls(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static URI named(Map<String, String> environment, String variable, String otherwise) {
        String value = environment.getOrDefault(variable, "").strip();
        return URI.create(value.isEmpty() ? otherwise : value);
    }
}
