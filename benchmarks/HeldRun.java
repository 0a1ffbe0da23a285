// SPDX-License-Identifier: Apache-2.0

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
import java.util.Properties;

/// A Portcullis on this machine: its doors, and what its processes use.
final class HeldRun {
    private static final int LOOKS = 600;

    /// What the gateway holds, in KiB, and its threads that the system knows.
    record Memory(long heap, long resident, long threads) {}

    /// Which part of a core was used.
    record Load(double gateway, double approval) {}

    private final Path home;
    private final Properties ports = new Properties();
    private final HttpClient http = HttpClient.newHttpClient();

    HeldRun(Path home) throws IOException {
        this.home = home;
        try (Reader file = Files.newBufferedReader(home.resolve("ports.properties"))) {
            ports.load(file);
        }
    }

    int port(String listener) {
        return Integer.parseInt(ports.getProperty(listener));
    }

    /// A session of the agent, through the gateway.
    Connection connect() throws SQLException {
        return connect("postgres", "bench", "agent", System.getenv("AGENT"));
    }

    /// The target's superuser, past the gateway.
    Connection target(String database) throws SQLException {
        return connect("orders", database, "postgres", System.getenv("TARGET_PASSWORD"));
    }

    private Connection connect(String listener, String database, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", user);
        properties.put("password", password);
        properties.put("sslmode", "verify-full");
        properties.put("sslrootcert", home.resolve("tls/ca.crt").toString());
        // Statements stay unnamed, and sessions alike.
        properties.put("prepareThreshold", "0");
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + port(listener) + "/" + database, properties);
    }

    /// What the gateway's memory holds when nothing that could be let go is left in it.
    Memory memory() throws Exception {
        for (int i = 0; i < 3; i++) {
            String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            new ProcessBuilder(jcmd, String.valueOf(pid("gateway")), "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            Thread.sleep(1_000);
        }
        String status = Files.readString(Path.of("/proc/" + pid("gateway") + "/status"));
        return new Memory(
                (long) (metric("jvm_memory_used_bytes{area=\"heap\"") / 1024),
                field(status, "VmRSS:"),
                field(status, "Threads:"));
    }

    private static long field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    /// Looks for a while at what waiting costs.
    Load loadDuring(Duration time) throws Exception {
        long gateway = ticks("gateway");
        long approval = ticks("approval");
        Thread.sleep(time);
        // A tick is a hundredth of a second, whatever the kernel's own clock does.
        double seconds = time.toSeconds() * 100.0;
        return new Load((ticks("gateway") - gateway) / seconds, (ticks("approval") - approval) / seconds);
    }

    private long ticks(String part) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid(part) + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /// How many commands wait, as the gateway itself says.
    int holds() throws Exception {
        return (int) metric("portcullis_holds");
    }

    /// Waits until so many do.
    void awaitHolds(int holds) throws Exception {
        for (int look = 0; look < LOOKS; look++) {
            if (holds() == holds) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the gateway holds " + holds() + ", not " + holds);
    }

    private double metric(String prefix) throws Exception {
        URI metrics = URI.create("http://localhost:" + port("gateway-management") + "/actuator/prometheus");
        String all = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return all.lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private long pid(String part) throws IOException {
        String line = Files.readString(home.resolve("run/" + part + ".pid")).strip();
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }
}
