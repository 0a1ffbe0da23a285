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
import java.time.Clock;
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

    public static final FakeClock CLOCK = FakeClock.at(java.time.Instant.parse("2026-11-21T09:00:00Z"));
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
        String database = "approval_" + UUID.randomUUID().toString().replace("-", "");
        PostgresServer.shared().createDatabase(database);
        bootstrap(database);
        return database;
    }

    public static void bootstrap(String database) {
        PostgresServer.shared()
                .execute(
                        database,
                        resource("/db/bootstrap.sql")
                                .replace("${approval_owner_password}", OWNER_PASSWORD)
                                .replace("${approval_app_password}", APP_PASSWORD));
    }

    public static RunningService start(String database, KafkaBroker kafka, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("spring.datasource.url", PostgresServer.shared().jdbcUrl(database));
        properties.put("spring.datasource.password", APP_PASSWORD);
        properties.put("spring.datasource.hikari.maximum-pool-size", "24");
        properties.put("spring.flyway.password", OWNER_PASSWORD);
        properties.put("portcullis.identity.issuer", ISSUER.issuer());
        properties.put("portcullis.identity.jwk-set-uri", ISSUER.jwkSetUri());
        properties.put("portcullis.kafka.bootstrap-servers", kafka.bootstrapServers());
        properties.put("portcullis.approval.sweep-interval", "1h");
        properties.putAll(more);
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new RunningService(
                database,
                new SpringApplicationBuilder(ApprovalApplication.class)
                        .initializers(context -> ((GenericApplicationContext) context)
                                .registerBean("testClock", Clock.class, () -> CLOCK, bean -> bean.setPrimary(true)))
                        .run(arguments));
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
    public java.sql.Connection connectAsApplication() throws java.sql.SQLException {
        return connect("approval_app", APP_PASSWORD);
    }

    /// Connects as the owner of the tables.
    public java.sql.Connection connectAsOwner() throws java.sql.SQLException {
        return connect("approval_owner", OWNER_PASSWORD);
    }

    private java.sql.Connection connect(String role, String password) throws java.sql.SQLException {
        return java.sql.DriverManager.getConnection(PostgresServer.shared().jdbcUrl(database), role, password);
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
