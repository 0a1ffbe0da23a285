// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.HttpTarget.Api;
import dev.portcullis.contracts.connection.HttpTarget.CredentialUse;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.RunningGateway;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.FakeKeys;
import dev.portcullis.gateway.postgres.FakeApprovals;
import dev.portcullis.gateway.postgres.FakeAuditLog;
import dev.portcullis.gateway.postgres.FakePolicies;
import dev.portcullis.testing.TokenIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/// The whole gateway before a target on loopback; only what is behind `access` is fake.
final class Plane implements AutoCloseable {
    static final String CANARY = "canary-upstream-credential";

    /// No target that answers is too slow for these, however busy this machine is.
    static final HttpTarget.Limits PATIENT = new HttpTarget.Limits(10_000, 100_000, 60, 120, 4);

    /// For targets and callers that are to be found too slow.
    static final HttpTarget.Limits BRISK = new HttpTarget.Limits(10_000, 100_000, 2, 5, 4);

    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final TestTarget target = new TestTarget();
    final TokenIssuer issuer = TokenIssuer.start();
    final FakePolicies policies;
    final FakeApprovals approvals;
    final FakeAuditLog audit;
    final FakeBudgets budgets;
    final FakeKeys keys;
    private final FakeConnections connections;
    private final RunningGateway gateway;
    private final Path secret;

    Plane(Path directory) {
        this(directory, Map.of());
    }

    Plane(Path directory, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("portcullis.http.keep-alive", "200ms");
        all.put("portcullis.http.domain", "gateway.example");
        gateway = RunningGateway.start(directory.resolve("journal"), issuer, all, Fakes.class);
        policies = gateway.part(FakePolicies.class);
        approvals = gateway.part(FakeApprovals.class);
        audit = gateway.part(FakeAuditLog.class);
        budgets = gateway.part(FakeBudgets.class);
        keys = gateway.part(FakeKeys.class);
        connections = gateway.part(FakeConnections.class);
        try {
            secret = Files.writeString(directory.resolve("secret"), CANARY + "\n");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything as it was before the test before.
    void reset() {
        target.seen.clear();
        target.answers(TestTarget.json(200, "{\"ok\":true}"));
        policies.down(false);
        policies.decideBy(_ -> FakePolicies.allow(Obligations.NONE));
        approvals.down(false);
        audit.failing(false);
        audit.roomFor(0, 0);
        budgets.down(false);
        budgets.broken(false);
        keys.reset();
        budgets.forget();
        audit.forget();
        register("api", Api.GENERIC, bearer(), true);
    }

    static CredentialUse bearer() {
        return new CredentialUse(CredentialUse.Kind.BEARER, "", "", "", "", List.of());
    }

    void register(String name, Api api, CredentialUse use, boolean privateAddresses) {
        register(name, api, use, privateAddresses, PATIENT);
    }

    void register(String name, Api api, CredentialUse use, boolean privateAddresses, HttpTarget.Limits limits) {
        register(name, new HttpTarget("", false, api, use, privateAddresses, List.of(), limits));
    }

    void register(String name, HttpTarget http) {
        register(name, http, target.port(), new Connection.Tls("", ""));
    }

    /// A connection to another target on loopback.
    void register(String name, HttpTarget http, int port, Connection.Tls tls) {
        register(name, http, port, tls, new Connection.Credential("gateway", "file:" + secret));
    }

    /// A connection with a credential of its own.
    void register(String name, HttpTarget http, int port, Connection.Tls tls, Connection.Credential credential) {
        connections.put(new Connection(
                name,
                "http",
                "localhost",
                port,
                "",
                Map.of(),
                tls,
                credential,
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                connections.generation() + 1,
                http,
                Connection.GrantRule.NONE));
    }

    String token() {
        return issuer.token("agent-7").groups("agents").roles("agent").sign();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token());
    }

    URI uri(String path) {
        return gateway.uri(path);
    }

    <T> T part(Class<T> type) {
        return gateway.part(type);
    }

    /// An answer may be there before it is on record that it is whole.
    static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        gateway.close();
        issuer.close();
        target.close();
    }

    static final class FakeConnections implements Connections {
        private final Map<String, Connection> known = new ConcurrentHashMap<>();
        private volatile long generation;

        synchronized void put(Connection connection) {
            known.put(connection.name(), connection);
            generation++;
        }

        @Override
        public Optional<Connection> find(String name) {
            return Optional.ofNullable(known.get(name));
        }

        @Override
        public List<Connection> all() {
            return List.copyOf(known.values());
        }

        @Override
        public List<Classification> classifications(String connection) {
            return List.of();
        }

        @Override
        public long generation() {
            return generation;
        }
    }

    static class Fakes {
        @Bean
        @Primary
        FakePolicies fakePolicies() {
            return new FakePolicies();
        }

        @Bean
        @Primary
        FakeApprovals fakeApprovals() {
            return new FakeApprovals();
        }

        @Bean
        @Primary
        FakeAuditLog fakeAuditLog() {
            return new FakeAuditLog();
        }

        @Bean
        @Primary
        FakeKeys fakeKeys() {
            return new FakeKeys();
        }

        @Bean
        @Primary
        FakeBudgets fakeBudgets() {
            return new FakeBudgets();
        }

        @Bean
        @Primary
        FakeConnections fakeConnections() {
            return new FakeConnections();
        }
    }
}
