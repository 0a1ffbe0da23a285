// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.KafkaBroker;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One Portcullis for all system tests of a JVM: started by the same script a user starts it with, in a
/// folder and on ports of its own, and used from outside only.
final class RunningPortcullis {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration VERB_LIMIT = Duration.ofMinutes(3);
    private static volatile RunningPortcullis shared;

    private final Path home;
    private final ContainerServers servers;
    private final Map<String, String> environment;
    private final Shell shell = new Shell();
    private final HttpClient http = HttpClient.newHttpClient();
    private Properties ports = new Properties();

    private RunningPortcullis(Path home, ContainerServers servers) throws IOException {
        this.home = home;
        this.servers = servers;
        this.environment = new HashMap<>(anyPorts(home));
        this.environment.putAll(servers.describeIn(home));
    }

    private static Map<String, String> anyPorts(Path home) {
        return Map.ofEntries(
                Map.entry("PORTCULLIS_HOME", home.toString()),
                Map.entry("PORTCULLIS_SKIP_BUILD", "true"),
                Map.entry("PORTCULLIS_EDGE_PORT", "0"),
                Map.entry("PORTCULLIS_POSTGRES_PORT", "0"),
                Map.entry("PORTCULLIS_GATEWAY_MANAGEMENT_PORT", "0"),
                Map.entry("PORTCULLIS_POLICY_PORT", "0"),
                Map.entry("PORTCULLIS_APPROVAL_PORT", "0"),
                Map.entry("PORTCULLIS_AUDIT_PORT", "0"),
                Map.entry("PORTCULLIS_IDENTITY_PORT", "0"),
                Map.entry("PORTCULLIS_STORE_PORT", "0"),
                Map.entry("PORTCULLIS_ORDERS_PORT", "0"),
                Map.entry("PORTCULLIS_MODEL_PORT", "0"),
                Map.entry("PORTCULLIS_KAFKA_PORT", "0"),
                Map.entry("PORTCULLIS_KAFKA_CONTROLLER_PORT", "0"));
    }

    /// The one that is running, started on first use and stopped when the JVM ends.
    static synchronized RunningPortcullis shared() {
        if (shared == null) {
            try {
                RunningPortcullis started =
                        new RunningPortcullis(Files.createTempDirectory("portcullis-system"), ContainerServers.start());
                Runtime.getRuntime().addShutdownHook(new Thread(started::stop, "stop-portcullis"));
                started.start();
                shared = started;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return shared;
    }

    private void start() throws IOException {
        Output up = script(START_LIMIT, "up", "--detach");
        assertThat(up.exitCode()).as("portcullis up: %s", up.text()).isZero();
        try (Reader reader = Files.newBufferedReader(home.resolve("ports.properties"))) {
            ports.load(reader);
        }
    }

    private void stop() {
        try {
            script(VERB_LIMIT, "down");
            servers.close();
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// The folder of this run.
    Path home() {
        return home;
    }

    /// The port of a listener by its key in `ports.properties`.
    int port(String listener) {
        return Integer.parseInt(ports.getProperty(listener));
    }

    /// The ports of all listeners.
    Set<String> ports() {
        return ports.values().stream().map(String::valueOf).collect(Collectors.toSet());
    }

    /// Runs a verb as a user would.
    Output script(String... arguments) {
        return script(VERB_LIMIT, arguments);
    }

    private Output script(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(PROJECT.resolve("portcullis").toString());
        command.addAll(List.of(arguments));
        return run(limit, command, Map.of());
    }

    /// Runs a program with the environment of this run.
    Output run(Duration limit, List<String> command, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return shell.run(limit, command, PROJECT, all);
    }

    /// A fresh token of one of the development identities.
    String token(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("token", "--as", name));
        arguments.addAll(List.of(more));
        Output token = script(arguments.toArray(String[]::new));
        assertThat(token.exitCode()).as("token: %s", token.text()).isZero();
        return token.text().strip();
    }

    /// A JDBC connection through the gateway.
    Connection connect(String name, Map<String, String> more) throws SQLException {
        return connectWith(token(name), "orders", more);
    }

    /// A JDBC connection through the gateway with any password.
    Connection connectWith(String password, String database, Map<String, String> more) throws SQLException {
        return connectTo(port("postgres"), password, database, more);
    }

    /// The same to the listener of another gateway.
    Connection connectTo(int listener, String password, String database, Map<String, String> more) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", "agent");
        properties.put("password", password);
        properties.put("sslmode", "verify-full");
        properties.put("sslrootcert", home.resolve("tls/ca.crt").toString());
        properties.putAll(more);
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + listener + "/" + database, properties);
    }

    /// A request through the edge.
    HttpResponse<String> rest(String method, String path, String token, Object body) {
        return send(method, "http://localhost:" + port("edge") + path, token, body);
    }

    /// A request to another gateway's edge.
    HttpResponse<String> restAt(int edge, String method, String path, String token, Object body) {
        return send(method, "http://localhost:" + edge + path, token, body);
    }

    /// A request past the edge, straight to a service.
    HttpResponse<String> service(String listener, String method, String path, String token, Object body) {
        return send(method, "http://localhost:" + port(listener) + path, token, body);
    }

    /// What a service tells Prometheus.
    String metrics(String listener, String token) {
        HttpResponse<String> told = service(listener, "GET", "/actuator/prometheus", token, null);
        assertThat(told.statusCode()).as("%s: %s", listener, told.body()).isEqualTo(200);
        return told.body();
    }

    private HttpResponse<String> send(String method, String uri, String token, Object body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                    .timeout(Duration.ofMinutes(2))
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A JSON answer through the edge, which must be a success.
    JsonNode json(String path, String token) {
        HttpResponse<String> answer = rest("GET", path, token, null);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /// Waits until whatever tells its health at a port is well.
    void awaitHealthy(int port) {
        await("health at " + port)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .ignoreException(java.io.UncheckedIOException.class)
                .until(() -> send("GET", "http://localhost:" + port + "/actuator/health", "", null)
                                .statusCode()
                        == 200);
    }

    /// The process id of a part, as the launcher wrote it down.
    long pid(String part) {
        try {
            String line = Files.readString(home.resolve("run/" + part + ".pid")).strip();
            return Long.parseLong(line.substring(0, line.indexOf(' ')));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Sends a signal to a part of this run: `STOP` and `CONT` make it hang and go on, `KILL` ends it.
    void signal(String part, String signal) {
        if (part.equals("kafka") && servers.kafka().isPresent()) {
            KafkaBroker broker = servers.kafka().get();
            switch (signal) {
                case "STOP" -> broker.freeze();
                case "CONT" -> broker.thaw();
                default -> throw new IllegalArgumentException(signal);
            }
            return;
        }
        Output sent = run(VERB_LIMIT, List.of("kill", "-" + signal, String.valueOf(pid(part))), Map.of());
        assertThat(sent.exitCode()).as("kill: %s", sent.text()).isZero();
    }

    /// Whether a part has a process, which may still be starting.
    boolean runs(String part) {
        boolean elsewhere = (part.equals("kafka") && servers.kafka().isPresent())
                || (part.equals("store") && servers.store().isPresent());
        return elsewhere || Files.exists(home.resolve("run/" + part + ".pid"));
    }

    /// Ends a part without a warning, all its processes at once, as a crash does. It is started again: by
    /// the launcher, or here where it is in a container.
    void kill(String part) {
        if (part.equals("kafka") && servers.kafka().isPresent()) {
            servers.kafka().get().killBroker();
            servers.kafka().get().startBroker();
        } else if (part.equals("store") && servers.store().isPresent()) {
            servers.store().get().killServer();
            servers.store().get().startServer();
        } else {
            long killed = pid(part);
            ProcessHandle process = ProcessHandle.of(killed).orElseThrow();
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.addFirst(process);
            all.forEach(ProcessHandle::destroyForcibly);
            await(part + " is started again")
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> runs(part) && pid(part) != killed);
        }
    }

    /// What a program printed, and how it ended.
    record Output(int exitCode, String text) {}
}
