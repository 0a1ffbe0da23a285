// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.PostgresServer;
import dev.portcullis.testing.TokenBuilder;
import dev.portcullis.testing.TokenIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole service on a free port, with a database of its own, a real broker and an issuer whose tokens it accepts.
public final class RunningService implements AutoCloseable {

    public static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String FOUR_EYES = "portcullis.policy.changes.four-eyes";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final PostgresServer postgres;
    private final KafkaBroker kafka;
    private final TokenIssuer issuer = TokenIssuer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String database = "policy_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    private final List<String> settings;
    private ConfigurableApplicationContext application;

    private RunningService(PostgresServer postgres, KafkaBroker kafka, List<String> settings) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.settings = settings;
        postgres.createDatabase(database);
        postgres.execute(database, bootstrapScript());
        this.application = run();
    }

    public static RunningService start(String... settings) {
        return new RunningService(PostgresServer.shared(), KafkaBroker.shared(), List.of(settings));
    }

    public static RunningService start(PostgresServer postgres, String... settings) {
        return new RunningService(postgres, KafkaBroker.shared(), List.of(settings));
    }

    public static RunningService start(KafkaBroker kafka, String... settings) {
        return new RunningService(PostgresServer.shared(), kafka, List.of(settings));
    }

    public static String bootstrapScript() {
        try (var script = RunningService.class.getResourceAsStream("/db/bootstrap.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${policy_owner_password}", "owner-password")
                    .replace("${policy_app_password}", "app-password");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfigurableApplicationContext run() {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--portcullis.identity.issuer=" + issuer.issuer(),
                "--portcullis.identity.jwk-set-uri=" + issuer.jwkSetUri(),
                "--portcullis.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.datasource.url=" + postgres.jdbcUrl(database),
                "--spring.datasource.username=policy_app",
                "--spring.datasource.password=app-password",
                "--spring.flyway.url=" + postgres.jdbcUrl(database),
                "--spring.flyway.user=policy_owner",
                "--spring.flyway.password=owner-password",
                "--spring.main.banner-mode=off"));
        if (settings.stream().noneMatch(setting -> setting.startsWith(FOUR_EYES))) {
            arguments.add("--" + FOUR_EYES + "=false");
        }
        settings.forEach(setting -> arguments.add("--" + setting));
        return SpringApplication.run(PolicyApplication.class, arguments.toArray(String[]::new));
    }

    public void restart() {
        application.close();
        application = run();
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    public String database() {
        return database;
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public TokenIssuer issuer() {
        return issuer;
    }

    public TokenBuilder gateway() {
        return issuer.token("svc-gateway").clientId("svc-gateway").roles("service");
    }

    public TokenBuilder admin() {
        return issuer.token("paula").groups("platform").roles("policy-admin");
    }

    public Answer get(String path, String token, String... headers) {
        return send("GET", path, token, null, headers);
    }

    public Answer put(String path, String token, String body, String... headers) {
        return send("PUT", path, token, body, headers);
    }

    public Answer post(String path, String token, String body, String... headers) {
        return send("POST", path, token, body, headers);
    }

    public Answer delete(String path, String token, String... headers) {
        return send("DELETE", path, token, null, headers);
    }

    /// Sends any request; a null token is none.
    public Answer send(String method, String path, String token, String body, String... headers) {
        int port = ((WebServerApplicationContext) application).getWebServer().getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", body.startsWith("{") ? "application/json" : "application/yaml");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        application.close();
        issuer.close();
    }

    /// What the service answered.
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return response.body();
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public <T> T as(Class<T> type) {
            return JSON.readValue(response.body(), type);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }
}
