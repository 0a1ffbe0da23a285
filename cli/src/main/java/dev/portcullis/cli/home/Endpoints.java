// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.home;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
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
    ///
    /// @throws IOException it names what is no address, or one beyond this machine without TLS, where a
    ///     token would be sent in clear
    public static Endpoints of(Map<String, String> environment, Ports ports) throws IOException {
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

    private static URI named(Map<String, String> environment, String variable, String otherwise) throws IOException {
        String value = environment.getOrDefault(variable, "").strip();
        URI address;
        try {
            address = new URI(value.isEmpty() ? otherwise : value);
        } catch (URISyntaxException e) {
            throw new IOException(variable + " is no address: " + e.getMessage(), e);
        }
        String host = address.getHost();
        if (host == null || !(isTls(address) || ("http".equalsIgnoreCase(address.getScheme()) && isLoopback(host)))) {
            throw new IOException(variable + " must begin with https://, or lead to this machine");
        }
        return address;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }
}
