// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A database on the sample's server that clients may write to: with a connection, a policy and a
/// classification of its own, which come the way an administrator brings them.
final class ClientsDatabase {
    static final String NAME = "clients";
    static final String REFUSED = "DROP TABLE forbidden";
    static final String REFUSAL = "Nothing is dropped here.";
    static final String MASKED = "[redacted]";

    private static @Nullable ClientsDatabase shared;

    private static final Duration TOKEN_AGE = Duration.ofMinutes(5);

    private final RunningPortcullis portcullis;
    private @Nullable String token;
    private Instant tokenSince = Instant.EPOCH;

    private ClientsDatabase(RunningPortcullis portcullis) {
        this.portcullis = portcullis;
    }

    /// The one of this run, made on first use.
    static synchronized ClientsDatabase shared() {
        ClientsDatabase known = shared;
        if (known == null) {
            known = new ClientsDatabase(RunningPortcullis.shared());
            known.create();
            shared = known;
        }
        return known;
    }

    private void create() {
        try {
            execute(TargetDatabase.of(portcullis), "CREATE DATABASE " + NAME);
            execute(TargetDatabase.clients(portcullis), resource("schema.sql"));
            apply("connection.yaml", connection());
            apply("classifications.yaml", resource("classifications.yaml"));
            apply("policy.yaml", resource("policy.yaml"));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
        await("the gateway knows the connection and its policy")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> {
                    try (Connection connection = connect(Map.of());
                            Statement statement = connection.createStatement()) {
                        return statement.execute("SELECT email FROM samples LIMIT 1");
                    }
                });
    }

    private static void execute(TargetDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// The sample's, to another database, and with nobody who watches it.
    private String connection() throws IOException {
        String orders = Files.readString(portcullis.home().resolve("seed/connections/orders.yaml"));
        return orders.replace("name: orders", "name: " + NAME)
                .replace("database: \"orders\"", "database: " + NAME)
                .replace("{env: demo}", "{purpose: tests}")
                .replaceAll("(?m)^observation:\\n(?: .*\\n)+", "");
    }

    private void apply(String name, String document) throws IOException {
        Path file = Files.writeString(
                Files.createTempDirectory(portcullis.home(), NAME).resolve(name), document);
        RunningPortcullis.Output applied = portcullis.script("policy", "apply", file.toString());
        assertThat(applied.exitCode()).as("%s: %s", name, applied.text()).isZero();
    }

    private static String resource(String name) {
        try (InputStream in = ClientsDatabase.class.getResourceAsStream("/clients/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// pgjdbc through the gateway.
    Connection connect(Map<String, String> more) throws SQLException {
        return portcullis.connectWith(token(), NAME, more);
    }

    /// A token that is good for as long as any one test here takes; each one costs the start of a program.
    synchronized String token() {
        Instant now = Instant.now();
        if (token == null || now.isAfter(tokenSince.plus(TOKEN_AGE))) {
            token = portcullis.token("agent");
            tokenSince = now;
        }
        return token;
    }

    int port() {
        return portcullis.port("postgres");
    }

    Path ca() {
        return portcullis.home().resolve("tls/ca.crt");
    }

    /// Runs a program that finds its way as libpq's programs do.
    RunningPortcullis.Output run(Duration limit, String... command) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PGHOST", "localhost");
        environment.put("PGPORT", String.valueOf(port()));
        environment.put("PGDATABASE", NAME);
        environment.put("PGUSER", "agent");
        environment.put("PGPASSWORD", token());
        environment.put("PGSSLMODE", "verify-full");
        environment.put("PGSSLROOTCERT", ca().toString());
        environment.put("PGCLIENTENCODING", "UTF8");
        return portcullis.run(limit, List.of(command), environment);
    }
}
