// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.gateway.access.DependencyUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TokenEndpointTest {
    private static final String CANARY = "canaryTokenOfTheTarget";

    private final TargetClients clients = new TargetClients(Duration.ofSeconds(30));
    private final TokenEndpoint endpoint = new TokenEndpoint(
            new Addresses(InetAddress::getAllByName, Clock.systemUTC(), Duration.ofSeconds(30)),
            clients,
            JsonMapper.shared());
    private HttpServer server;
    private volatile String answer = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        clients.close();
    }

    @Test
    void readsAnAnswer() throws DependencyUnavailable {
        answer = "{\"access_token\":\"" + CANARY + "\"}";
        assertThat(endpoint.post(connection(), Map.of(), Map.of("grant_type", "client_credentials"))
                        .path("access_token")
                        .asString())
                .isEqualTo(CANARY);
    }

    /// What is thrown here may be logged with all its causes.
    @ParameterizedTest
    @ValueSource(
            strings = {
                CANARY,
                "{\"access_token\":" + CANARY + "}",
                "{\"access_token\":\"" + CANARY + "\" " + CANARY,
                "<html>" + CANARY + "</html>"
            })
    void quotesNoAnswerThatItCannotRead(String said) {
        answer = said;
        DependencyUnavailable failure =
                catchThrowableOfType(DependencyUnavailable.class, () -> endpoint.get(connection(), Map.of()));
        StringWriter all = new StringWriter();
        failure.printStackTrace(new PrintWriter(all, true));
        assertThat(all.toString()).contains("no JSON").doesNotContain(CANARY);
    }

    private Connection connection() {
        String uri = "http://localhost:" + server.getAddress().getPort() + "/token";
        CredentialUse use = new CredentialUse(CredentialUse.Kind.CLIENT_CREDENTIALS, "", uri, "", "", List.of());
        return new Connection(
                "api",
                "http",
                "localhost",
                1,
                "",
                Map.of(),
                new Connection.Tls("", ""),
                new Connection.Credential("gateway", "file:/none"),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1,
                new HttpTarget(
                        "",
                        false,
                        HttpTarget.Api.GENERIC,
                        use,
                        true,
                        List.of(),
                        new HttpTarget.Limits(10_000, 10_000, 30, 60, 4)),
                Connection.GrantRule.NONE);
    }
}
