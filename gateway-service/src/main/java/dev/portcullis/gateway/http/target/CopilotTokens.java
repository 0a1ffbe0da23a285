// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The short-lived token that GitHub gives for a GitHub credential, and the address that it is good for. That address
/// is
/// believed only if the connection lists it.
final class CopilotTokens {
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-]+)*");
    private static final long LONGEST_SECONDS = 1_500;
    private static final long SHORTEST_SECONDS = 30;

    private final TokenEndpoint endpoint;

    CopilotTokens(TokenEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /// Blocks.
    Token get(Connection connection, Credential github) throws DependencyUnavailable {
        JsonNode answer = endpoint.get(
                connection,
                Map.of(
                        "authorization",
                        "token " + github.password().reveal(),
                        "user-agent",
                        "portcullis",
                        "x-github-api-version",
                        "2025-05-01"));
        String value = answer.path("token").asString("");
        if (!TokenText.isOne(value)) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "GitHub's answer holds no Copilot token");
        }
        // `refresh_in` is well before `expires_at`; both are GitHub's clock, of which only differences count here.
        long seconds =
                Math.clamp(answer.path("refresh_in").asLong(SHORTEST_SECONDS), SHORTEST_SECONDS, LONGEST_SECONDS);
        String api = answer.path("endpoints").path("api").asString("");
        return new Token(value, Duration.ofSeconds(seconds), base(connection, api));
    }

    private static Placement.@Nullable Base base(Connection connection, String api) throws DependencyUnavailable {
        if (api.isEmpty()) {
            return null;
        }
        HttpTarget target = Objects.requireNonNull(connection.http());
        try {
            URI uri = new URI(api);
            String host = uri.getHost();
            boolean listed = host != null
                    && (host.equals(connection.host()) || target.use().hosts().contains(host));
            String path = "/".equals(uri.getRawPath()) ? "" : String.valueOf(uri.getRawPath());
            if (listed
                    && (target.tls() ? "https" : "http").equals(uri.getScheme())
                    && PATH.matcher(path).matches()) {
                int port = uri.getPort() > 0 ? uri.getPort() : target.tls() ? 443 : 80;
                return new Placement.Base(host, port, path);
            }
        } catch (URISyntaxException _) {
            // said below, as for every other address that is not listed
        }
        throw new DependencyUnavailable(
                Dependency.CREDENTIAL, "GitHub sends the gateway to a host that the connection does not list");
    }
}
