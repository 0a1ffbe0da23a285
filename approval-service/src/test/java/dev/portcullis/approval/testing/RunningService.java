// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.testing;

import dev.portcullis.approval.ApprovalApplication;
import dev.portcullis.testing.FakeClock;
import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.PostgresServer;
import dev.portcullis.testing.TokenIssuer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// The whole service on real PostgreSQL and Kafka, with a clock the test moves.
public final class RunningService implements AutoCloseable {

    private static final String OWNER_PASSWORD = "owner-for-tests";
    private static final String APP_PASSWORD = "app-for-tests";

    public static final FakeClock CLOCK = FakeClock.at(Instant.parse("2026-11-21T09:00:00Z"));
    public static final TokenIssuer ISSUER = TokenIssuer.start(CLOCK);

    private static final class Shared {
        private static final RunningService INSTANCE = start(newDatabase(), KafkaBroker.shared(), Map.of());
    }

    private final String database;
    private final ConfigurableApplicationContext context;

    private RunningService(String database, ConfigurableApplicationContext context) {
        this.database = database;
        this.context = context;
    }

    /// One service for all tests that neither stop it nor take its servers away. It does not sweep by itself.
    public static RunningService shared() {
        return Shared.INSTANCE;
    }

    /// An empty database with roles and schema, but without tables.
    public static String newDatabase() {
        return newDatabase(PostgresServer.shared());
    }

    public static String newDatabase(PostgresServer postgres) {
        String database = "approval_" + UUID.randomUUID().toString().replace("-", "");
        postgres.createDatabase(database);
        bootstrap(postgres, database);
        // A second time, as each start of the product runs it.
        bootstrap(postgres, database);
        return database;
    }

    private static void bootstrap(PostgresServer postgres, String database) {
        postgres.execute(
                database,
                resource("/db/bootstrap.sql")
                        .replace("${approval_owner_password}", OWNER_PASSWORD)
                        .replace("${approval_app_password}", APP_PASSWORD));
    }

    public static RunningService start(String database, KafkaBroker kafka, Map<String, String> more) {
        return start(PostgresServer.shared(), database, kafka, more);
    }

    public static RunningService start(
            PostgresServer postgres, String database, KafkaBroker kafka, Map<String, String> more) {
        return new RunningService(database, run(arguments(postgres, database, kafka, more)));
    }

    /// Starts an instance that goes by [#CLOCK].
    public static ConfigurableApplicationContext run(String... arguments) {
        return new SpringApplicationBuilder(ApprovalApplication.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("testClock", Clock.class, () -> CLOCK, bean -> bean.setPrimary(true)))
                .run(arguments);
    }

    /// What an instance is told, be it one of this process or of another.
    public static String[] arguments(
            PostgresServer postgres, String database, KafkaBroker kafka, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("spring.datasource.url", postgres.jdbcUrl(database));
        properties.put("spring.datasource.password", APP_PASSWORD);
        properties.put("spring.datasource.hikari.maximum-pool-size", "24");
        properties.put("spring.flyway.password", OWNER_PASSWORD);
        properties.put("portcullis.identity.issuer", ISSUER.issuer());
        properties.put("portcullis.identity.jwk-set-uri", ISSUER.jwkSetUri());
        properties.put("portcullis.kafka.bootstrap-servers", kafka.bootstrapServers());
        properties.put("portcullis.approval.sweep-interval", "1h");
        properties.putAll(more);
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    public Client client() {
        return new Client("http://localhost:" + port());
    }

    public int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    public String database() {
        return database;
    }

    /// Connects as the application's own role.
    public Connection connectAsApplication() throws SQLException {
        return connect("approval_app", APP_PASSWORD);
    }

    /// Connects as the owner of the tables.
    public Connection connectAsOwner() throws SQLException {
        return connect("approval_owner", OWNER_PASSWORD);
    }

    private Connection connect(String role, String password) throws SQLException {
        return DriverManager.getConnection(PostgresServer.shared().jdbcUrl(database), role, password);
    }

    @Override
    public void close() {
        context.close();
    }

    private static String resource(String name) {
        try (InputStream in = ApprovalApplication.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
