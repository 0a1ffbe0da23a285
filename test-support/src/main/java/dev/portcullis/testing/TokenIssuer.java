// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// An identity provider on loopback whose keys the test holds: it publishes a key set and signs whatever it is asked
/// to, true and forged.
public final class TokenIssuer implements AutoCloseable {
    private final HttpServer server;
    private final Clock clock;
    private final List<JWK> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger jwksRequests = new AtomicInteger();
    private volatile Keys current;
    private volatile boolean failing;

    private TokenIssuer(HttpServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
        this.current = Keys.generate();
        published.addAll(current.all());
        server.createContext("/oauth2/jwks", this::serveKeys);
        server.createContext("/.well-known/openid-configuration", this::serveMetadata);
        server.start();
    }

    public static TokenIssuer start() {
        return start(Clock.systemUTC());
    }

    /// An issuer whose tokens carry the times of `clock`.
    public static TokenIssuer start(Clock clock) {
        try {
            return new TokenIssuer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), clock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the token issuer", e);
        }
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public String jwkSetUri() {
        return issuer() + "/oauth2/jwks";
    }

    /// A token for the audience `portcullis`, valid for five minutes, with neither groups nor roles.
    public TokenBuilder token(String subject) {
        return new TokenBuilder(issuer(), current, clock, subject);
    }

    /// From now on new keys sign. The old ones stay published, as they do while their tokens are still valid.
    public void rotate() {
        Keys next = Keys.generate();
        published.addAll(next.all());
        current = next;
    }

    /// Withdraws all keys but the current ones, as after a leak.
    public void withdrawOldKeys() {
        published.retainAll(current.all());
    }

    /// Makes the key set unavailable (503) or available again.
    public void failJwks(boolean fail) {
        failing = fail;
    }

    /// How often the key set was asked for, answered or not.
    public int jwksRequests() {
        return jwksRequests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serveKeys(HttpExchange exchange) throws IOException {
        jwksRequests.incrementAndGet();
        if (failing) {
            answer(exchange, 503, "{}");
        } else {
            answer(exchange, 200, new JWKSet(List.copyOf(published)).toString(true));
        }
    }

    private void serveMetadata(HttpExchange exchange) throws IOException {
        answer(exchange, 200, """
                {"issuer":"%s","jwks_uri":"%s","subject_types_supported":["public"],
                 "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256","ES256"]}
                """.formatted(issuer(), jwkSetUri()));
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /// One generation of signing keys.
    record Keys(RSAKey rsa, ECKey ec) {
        static Keys generate() {
            try {
                return new Keys(
                        new RSAKeyGenerator(2048)
                                .keyUse(KeyUse.SIGNATURE)
                                .keyID(UUID.randomUUID().toString())
                                .generate(),
                        new ECKeyGenerator(Curve.P_256)
                                .keyUse(KeyUse.SIGNATURE)
                                .keyID(UUID.randomUUID().toString())
                                .generate());
            } catch (JOSEException e) {
                throw new IllegalStateException("cannot generate keys", e);
            }
        }

        List<JWK> all() {
            return List.of(rsa, ec);
        }
    }
}
