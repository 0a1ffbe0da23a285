// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.command.SqlRelation;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.RunningGateway;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.postgres.FakeApprovals;
import dev.portcullis.gateway.postgres.FakeAuditLog;
import dev.portcullis.gateway.postgres.FakePolicies;
import dev.portcullis.testing.CertificateAuthority;
import dev.portcullis.testing.PostgresServer;
import dev.portcullis.testing.TokenIssuer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An approver before the whole gateway and a real target; the approval service tells what a test puts there.
final class Approver implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DATABASE = "previewed";
    private static final String SCHEMA = """
            DROP ROLE IF EXISTS preview_app;
            CREATE ROLE preview_app LOGIN PASSWORD 'canary-password';
            CREATE TABLE plain (id int PRIMARY KEY, n int);
            INSERT INTO plain SELECT i, i FROM generate_series(1, 1000) i;
            CREATE TABLE people (id int PRIMARY KEY, name text, email text);
            INSERT INTO people SELECT i, 'name ' || i, 'canary' || i || '@example.com' FROM generate_series(1, 30) i;
            CREATE TABLE fired (what text);
            CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN INSERT INTO fired VALUES (''trigger''); RETURN NEW; END';
            CREATE TRIGGER people_change BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION fire();
            CREATE FUNCTION noisy(int) RETURNS boolean LANGUAGE plpgsql VOLATILE AS
              'BEGIN INSERT INTO fired VALUES (''function''); RETURN true; END';
            GRANT ALL ON ALL TABLES IN SCHEMA public TO preview_app;
            """;

    final PostgresServer server = PostgresServer.shared();
    final TokenIssuer issuer = TokenIssuer.start();
    /// The tokens that the approval service was asked with.
    final List<String> seen = new CopyOnWriteArrayList<>();
    final FakePolicies policies;
    final FakeAuditLog audit;
    private final OneConnection target;
    private final RunningGateway gateway;
    private final HttpServer service;
    private volatile @Nullable Approval approval;
    private volatile int status = 200;

    Approver(Path directory) throws IOException {
        server.createDatabase(DATABASE);
        server.execute(DATABASE, SCHEMA);
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/v1/approvals/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Approval there = approval;
            boolean found = there != null && exchange.getRequestURI().getPath().endsWith("/" + there.id());
            byte[] body = JSON.writeValueAsString(found ? there : Map.of()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(found ? status : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
        X509Bundle certificate = CertificateAuthority.create("preview test CA").issueForLoopback();
        Path chain = Files.writeString(directory.resolve("server.crt"), certificate.getCertificatePathPEM());
        Path key = Files.writeString(directory.resolve("server.key"), certificate.getPrivateKeyPEM());
        Path secret = Files.writeString(directory.resolve("secret"), "canary-password");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        gateway = RunningGateway.start(
                directory.resolve("journal"),
                issuer,
                Map.of(
                        "portcullis.postgres.certificate-file",
                        chain.toString(),
                        "portcullis.postgres.private-key-file",
                        key.toString(),
                        "portcullis.preview.statement-timeout",
                        "8s",
                        "portcullis.services.approval",
                        "http://localhost:" + service.getAddress().getPort()),
                Fakes.class);
        policies = gateway.part(FakePolicies.class);
        audit = gateway.part(FakeAuditLog.class);
        target = gateway.part(OneConnection.class);
        target.connection = new Connection(
                "orders",
                "postgres",
                server.host(),
                server.port(),
                DATABASE,
                Map.of(),
                new Connection.Tls(server.caCertificate().toString(), ""),
                new Connection.Credential("preview_app", "file:" + secret),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1);
    }

    /// Everything as it was: approvers read, e-mail is masked for them.
    void reset() {
        seen.clear();
        status = 200;
        audit.recorded().clear();
        audit.events().clear();
        policies.down(false);
        policies.decideBy(request -> request.identity().groups().contains("dba")
                        && "preview".equals(request.identity().claims().get("portcullis_purpose"))
                ? FakePolicies.allow(
                        new Obligations(List.of(new Obligations.Mask("pii.email", null, "redact", null)), false, null))
                : FakePolicies.deny("not for you"));
    }

    void serviceAnswers(int newStatus) {
        status = newStatus;
    }

    void reachesTarget(boolean reaches) {
        Connection now = target.connection;
        target.connection = new Connection(
                now.name(),
                now.type(),
                now.host(),
                reaches ? server.port() : 1,
                now.database(),
                now.labels(),
                now.tls(),
                now.credential(),
                now.durability(),
                now.recording(),
                now.version() + 1);
    }

    /// Somebody's command is held.
    void held(String kind, String text, String relation, List<String> parameters, SqlFunction... functions) {
        held(ApprovalState.PENDING, kind, text, relation, parameters, functions);
    }

    void held(
            ApprovalState state,
            String kind,
            String text,
            String relation,
            List<String> parameters,
            SqlFunction... functions) {
        SqlStatement statement = new SqlStatement(
                kind,
                List.of(kind),
                false,
                true,
                false,
                false,
                true,
                true,
                List.of(new SqlRelation("public", relation, true, SqlRelation.Access.WRITE)),
                List.of(),
                Arrays.asList(functions),
                List.of(),
                List.of());
        Instant now = Instant.parse("2026-11-28T12:00:00Z");
        approval = new Approval(
                "apr-1",
                "cmd-1",
                state,
                "d1",
                "orders",
                "session-1",
                "agent-1",
                List.of("agents"),
                List.of("bot"),
                text,
                List.copyOf(parameters),
                new SqlFacts(List.of(statement), false, true, true, List.of(), "f"),
                List.of(),
                "1 of dba",
                List.of(),
                now,
                now.plusSeconds(600),
                null,
                1);
    }

    String token(String subject, String... roles) {
        return issuer.token(subject).groups("dba").roles(roles).sign();
    }

    HttpResponse<String> ask(String id, String token) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(gateway.uri("/api/approvals/v1/approvals/" + id + "/preview"))
                            .header("Authorization", "Bearer " + token)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    HttpResponse<String> ask() throws Exception {
        return ask("apr-1", token("dana", "approver"));
    }

    /// What was answered with 200.
    JsonNode preview() throws Exception {
        HttpResponse<String> response = ask();
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    String atTheTarget(String query) throws Exception {
        try (var connection = server.connect(DATABASE);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() {
        gateway.close();
        issuer.close();
        service.stop(0);
    }

    static final class OneConnection implements Connections {
        private volatile @Nullable Connection connection;

        @Override
        public Optional<Connection> find(String name) {
            return Optional.ofNullable(connection).filter(there -> there.name().equals(name));
        }

        @Override
        public List<Connection> all() {
            return Optional.ofNullable(connection).stream().toList();
        }

        @Override
        public List<Classification> classifications(String name) {
            return List.of(new Classification("orders", "public", "people", "email", "pii.email"));
        }

        @Override
        public long generation() {
            Connection there = connection;
            return there == null ? 0 : there.version();
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
        OneConnection oneConnection() {
            return new OneConnection();
        }
    }
}
