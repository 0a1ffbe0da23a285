// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.PostgresServer;
import dev.portcullis.testing.TokenBuilder;
import dev.portcullis.testing.TokenIssuer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;

/// The audit service as it runs: real HTTP, real PostgreSQL with its roles, real Kafka. Several instances can share a
/// place.
final class AuditServer implements AutoCloseable {

    static final String APP_PASSWORD = "app-secret";
    static final String OWNER_PASSWORD = "owner-secret";
    static final TokenIssuer ISSUER = TokenIssuer.start();

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// What instances share: a database, a broker, a key.
    record Place(PostgresServer postgres, String database, KafkaBroker kafka, Path keyFile) {

        static Place create(KafkaBroker kafka) {
            return create(PostgresServer.shared(), kafka);
        }

        static Place create(PostgresServer postgres, KafkaBroker kafka) {
            String database = "audit_" + NUMBER.incrementAndGet();
            postgres.createDatabase(database);
            postgres.execute(
                    database,
                    resource("/db/bootstrap.sql")
                            .replace("${audit_owner_password}", OWNER_PASSWORD)
                            .replace("${audit_app_password}", APP_PASSWORD));
            try {
                return new Place(
                        postgres,
                        database,
                        kafka,
                        Files.createTempDirectory("audit-key").resolve("log.key"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        Path kekFile() {
            return keyFile.resolveSibling("recordings.kek");
        }

        Connection connect(String user, String password) throws SQLException {
            return DriverManager.getConnection(postgres.jdbcUrl(database), user, password);
        }

        /// The database as a superuser sees it.
        JdbcTemplate superuser() {
            DriverManagerDataSource source = new DriverManagerDataSource(
                    postgres.jdbcUrl(database) + "?currentSchema=audit",
                    postgres.superuser(),
                    postgres.superuserPassword());
            return new JdbcTemplate(source);
        }
    }

    private static final class Shared {
        static final AuditServer SERVER = start(Place.create(KafkaBroker.shared()));
    }

    final Place place;
    private final ConfigurableApplicationContext context;

    private AuditServer(Place place, ConfigurableApplicationContext context) {
        this.place = place;
        this.context = context;
    }

    /// One server for all tests that only add to the log.
    static AuditServer shared() {
        return Shared.SERVER;
    }

    static AuditServer start(Place place, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.url=" + place.postgres.jdbcUrl(place.database),
                "--spring.datasource.password=" + APP_PASSWORD,
                "--spring.flyway.password=" + OWNER_PASSWORD,
                "--portcullis.identity.issuer=" + ISSUER.issuer(),
                "--portcullis.identity.jwk-set-uri=" + ISSUER.jwkSetUri(),
                "--portcullis.kafka.bootstrap-servers=" + place.kafka.bootstrapServers(),
                "--portcullis.audit.log.origin=log.example/test",
                "--portcullis.audit.log.key-file=" + place.keyFile,
                "--portcullis.audit.log.create-key=true",
                "--portcullis.audit.log.checkpoint-interval=200ms",
                "--portcullis.audit.recordings.kek-file=" + place.kekFile(),
                "--portcullis.audit.recordings.create-kek=true",
                "--spring.main.banner-mode=off"));
        arguments.addAll(List.of(more));
        return new AuditServer(
                place,
                new SpringApplicationBuilder(AuditApplication.class)
                        .web(WebApplicationType.SERVLET)
                        .run(arguments.toArray(String[]::new)));
    }

    /// Stops reading from Kafka, so that records pile up there.
    void pauseIngestion() {
        context.getBean("kafkaIngest", SmartLifecycle.class).stop();
    }

    void resumeIngestion() {
        context.getBean("kafkaIngest", SmartLifecycle.class).start();
    }

    /// Runs at once what is done at intervals, and returns when it is done.
    ///
    /// @param method for example `ObjectSweep.run`
    void runScheduled(String method) {
        context.getBean(ScheduledAnnotationBeanPostProcessor.class).getScheduledTasks().stream()
                .filter(task -> task.toString().endsWith(method))
                .findFirst()
                .orElseThrow()
                .getTask()
                .getRunnable()
                .run();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    JdbcTemplate jdbc() {
        return bean(JdbcTemplate.class);
    }

    /// Where it listens.
    String address() {
        return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
    }

    /// A request with a token that carries one role.
    HttpResponse<String> get(String path, String role) {
        return send("GET", path, token(role).sign());
    }

    HttpResponse<String> send(String method, String path, String token) {
        return send(method, path, token, "");
    }

    /// With a body of JSON, if it is not empty.
    HttpResponse<String> send(String method, String path, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Asks for a bundle of evidence; the answer may break off.
    HttpResponse<byte[]> evidence(String json, String role) throws IOException, InterruptedException {
        return evidence(json, role, HttpResponse.BodyHandlers.ofByteArray());
    }

    <T> HttpResponse<T> evidence(String json, String role, HttpResponse.BodyHandler<T> answer)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:"
                        + context.getEnvironment().getProperty("local.server.port") + "/v1/evidence"))
                .header("Authorization", "Bearer " + token(role).sign())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HTTP.send(request, answer);
    }

    static TokenBuilder token(String role) {
        return ISSUER.token("the-" + role).roles(role);
    }

    static String resource(String name) {
        try (InputStream in = AuditServer.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
