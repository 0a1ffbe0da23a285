// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.Connections;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Identities;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import dev.portcullis.gateway.access.PreviewTickets;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionDoor;
import dev.portcullis.masking.MaskKey;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.testing.CertificateAuthority;
import dev.portcullis.testing.PostgresServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.springframework.util.unit.DataSize;

/// The listener as it runs in the gateway, before a real PostgreSQL; only what is behind `access` is fake.
final class RunningGateway implements AutoCloseable {
    static final String DATABASE = "pgplane";
    static final Obligations MASKED = new Obligations(
            List.of(
                    new Obligations.Mask("pii.email", null, "partial", null),
                    new Obligations.Mask("pii.*", null, "redact", null),
                    new Obligations.Mask(null, "secrets", "redact", null)),
            false,
            null);

    /// Every mask method as a policy may write it.
    static final List<String> METHODS =
            List.of("redact", "null", "partial", "hash", "pseudonym", "date-truncate", "bucket");

    private static final SqlParser PARSER = new SqlParser(SqlParserLimits.defaults());
    private static final String SCHEMA = """
            DROP ROLE IF EXISTS pgplane_app;
            CREATE ROLE pgplane_app LOGIN PASSWORD 'canary-password';
            CREATE TABLE customers (id int PRIMARY KEY, name text, email text, ssn text, pin int, note text);
            INSERT INTO customers VALUES
              (1, 'Ada', 'ada@example.com', '123-45-6789', 4711, 'plain'),
              (2, 'Bob', NULL, '987-65-4321', NULL, 'key AKIAIOSFODNN7EXAMPLE here');
            CREATE TABLE plain (id int PRIMARY KEY, v text);
            INSERT INTO plain SELECT i, 'v' || i FROM generate_series(1, 1000) i;
            CREATE VIEW contacts AS SELECT id, email AS contact FROM customers;
            GRANT ALL ON ALL TABLES IN SCHEMA public TO pgplane_app;
            GRANT CREATE ON SCHEMA public TO pgplane_app;
            """;

    /// A mask of all classified columns.
    static Obligations.Mask mask(String method) {
        return switch (method) {
            case "date-truncate" -> new Obligations.Mask("pii.*", null, method, null, "month", null);
            case "bucket" -> new Obligations.Mask("pii.*", null, method, null, null, 1000L);
            default -> new Obligations.Mask("pii.*", null, method, null);
        };
    }

    final FakePolicies policies = new FakePolicies();
    final FakeApprovals approvals = new FakeApprovals();
    final FakeAuditLog audit = new FakeAuditLog();
    final LiveSessions sessions = new LiveSessions();
    final PostgresServer server;
    /// Lets a test register the target wrongly.
    volatile UnaryOperator<Connection> registered = UnaryOperator.identity();
    volatile Credentials.Credential credential =
            new Credentials.Credential("pgplane_app", new Credentials.Secret("canary-password"));
    volatile Credentials.Credential observerCredential = credential;
    /// Run whenever the catalogue is about to be loaded.
    volatile Runnable whileLoading = () -> {};
    volatile Instant expiresAt = Instant.now().plus(Duration.ofHours(1));
    private final Path directory;
    private final PostgresListener listener;

    RunningGateway() {
        this(PostgresServer.shared(), Duration.ofMinutes(30));
    }

    RunningGateway(PostgresServer server, Duration idleTimeout) {
        this(idleTimeout, withSchema(server));
    }

    /// One more gateway before a target that another one has prepared.
    static RunningGateway beside(RunningGateway other) {
        return beside(other, Duration.ofMinutes(30));
    }

    /// The same, where a session ends in which nothing happens for so long.
    static RunningGateway beside(RunningGateway other, Duration idleTimeout) {
        return new RunningGateway(idleTimeout, other.server);
    }

    private static PostgresServer withSchema(PostgresServer server) {
        server.createDatabase(DATABASE);
        server.execute(DATABASE, SCHEMA);
        return server;
    }

    private RunningGateway(Duration idleTimeout, PostgresServer prepared) {
        this.server = prepared;
        try {
            directory = Files.createTempDirectory("pgplane");
            X509Bundle certificate =
                    CertificateAuthority.create("pgplane test CA").issueForLoopback();
            Files.writeString(ca(), certificate.getRootCertificatePEM());
            Files.writeString(directory.resolve("server.crt"), certificate.getCertificatePathPEM());
            Files.writeString(directory.resolve("server.key"), certificate.getPrivateKeyPEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Clock clock = Clock.systemUTC();
        Connections connections = new OneConnection();
        listener = PostgresListeners.create(
                properties(idleTimeout),
                new SessionDoor(new FakeIdentities(), connections, policies, audit, clock),
                new AccessGuard(policies, approvals, clock),
                connections,
                connection ->
                        connection.credential().password().equals("env:OBSERVER") ? observerCredential : credential,
                sessions,
                new PreviewTickets(),
                PARSER,
                MaskKey.of(new byte[32]),
                audit,
                new ObservationProperties(Duration.ofHours(1), 3, Duration.ofHours(1)),
                new SimpleMeterRegistry(),
                clock);
        listener.start();
    }

    private PostgresListenerProperties properties(Duration idleTimeout) {
        return new PostgresListenerProperties(
                "127.0.0.1",
                0,
                directory.resolve("server.crt"),
                directory.resolve("server.key"),
                Duration.ofSeconds(20),
                idleTimeout,
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                50,
                50,
                DataSize.ofMegabytes(1),
                16,
                "public",
                // Tests say when it is read again.
                Duration.ofHours(1),
                null);
    }

    /// Looks at the target once.
    void look() throws InterruptedException {
        listener.observations().look();
    }

    int port() {
        return listener.port();
    }

    Path ca() {
        return directory.resolve("ca.crt");
    }

    /// Connects with pgjdbc.
    ///
    /// @param options for example `preferQueryMode`, `simple`
    java.sql.Connection connectWith(String token, String... options) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "agent");
        properties.setProperty("password", token);
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslrootcert", ca().toString());
        properties.setProperty("loginTimeout", "60");
        for (int i = 0; i < options.length; i += 2) {
            properties.setProperty(options[i], options[i + 1]);
        }
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + port() + "/orders", properties);
    }

    java.sql.Connection connect(String... options) throws SQLException {
        return connectWith("good", options);
    }

    @Override
    public void close() {
        listener.close();
    }

    private final class FakeIdentities implements Identities {
        @Override
        public Identity verify(String token) throws NotAuthenticatedException, DependencyUnavailable {
            return switch (token) {
                case "good" ->
                    new Identity(
                            "agent-1",
                            "http://issuer",
                            "",
                            List.of("agents"),
                            List.of("agent"),
                            List.of(),
                            Map.of(),
                            "",
                            expiresAt);
                case "unverifiable" -> throw new DependencyUnavailable(Refusal.Dependency.IDENTITY, "no keys");
                default -> throw new NotAuthenticatedException("it is not signed by an accepted issuer");
            };
        }
    }

    private final class OneConnection implements Connections {
        @Override
        public Optional<Connection> find(String name) {
            return name.equals("orders") ? Optional.of(registered.apply(connection())) : Optional.empty();
        }

        @Override
        public List<Connection> all() {
            return List.of(registered.apply(connection()));
        }

        private Connection connection() {
            return new Connection(
                    "orders",
                    "postgres",
                    server.host(),
                    server.port(),
                    DATABASE,
                    Map.of(),
                    new Connection.Tls(server.caCertificate().toString(), ""),
                    new Connection.Credential("env:USER", "env:PASSWORD"),
                    Connection.Durability.LOCAL,
                    Connection.RecordingLevel.FULL,
                    1);
        }

        @Override
        public List<Classification> classifications(String connection) {
            whileLoading.run();
            return List.of(
                    new Classification("orders", "public", "customers", "email", "pii.email"),
                    new Classification("orders", "public", "customers", "ssn", "pii.ssn"),
                    new Classification("orders", "public", "customers", "pin", "pii.pin"),
                    new Classification("orders", "public", "customers", "born", "pii.born"),
                    new Classification("orders", "public", "customers", "seen", "pii.seen"));
        }

        @Override
        public long generation() {
            return 1;
        }
    }
}
