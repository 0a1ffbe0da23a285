// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/// Asks a policy service for decisions, from so many clients at once, and prints how long the answers took.
final class DecisionLoad {
    private static final String TOKEN = System.getenv("TOKEN");
    private static final byte[] QUESTION = """
            {"connection": "bench",
             "identity": {"subject": "agent", "issuer": "i", "clientId": "agent", "groups": ["agents"], "roles": [],
                          "actors": [], "claims": {}, "tokenId": "t", "expiresAt": "2999-01-01T00:00:00Z"},
             "session": {"id": "s", "protocol": "postgres", "clientAddress": "127.0.0.1",
                         "startedAt": "2026-11-21T12:00:00Z"},
             "history": {"commands": 0, "rows": 0, "bytes": 0, "classifications": [], "risk": 0},
             "command": {"kind": "SQL", "id": "c", "http": null, "sql": {"statements": [
                {"kind": "SELECT", "kinds": ["SELECT"], "readOnly": true, "writes": false, "administrative": false,
                 "opaque": false, "hasWhere": true, "hasLimit": false, "relations": [], "columns": [], "functions": [],
                 "settings": [], "classifications": []}],
                "readOnly": true, "writes": false, "hasLimit": false, "classifications": [], "fingerprint": "f"}},
             "time": "2026-11-21T12:00:00Z"}""".getBytes(StandardCharsets.UTF_8);

    void main(String[] arguments) throws Exception {
        long nanos = Long.parseLong(arguments[1]) * 1_000_000_000L;
        URI address = URI.create(arguments[0]);
        System.setProperty("http.maxConnections", "64");
        measure(16, nanos, address);
        System.out.println("| POST /v1/decisions, clients | decisions/s | p50 | p99 |");
        System.out.println("|---|---|---|---|");
        for (String clients : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            long[] times = measure(Integer.parseInt(clients), nanos, address);
            System.out.printf(
                    "| %s | %d | %.2f ms | %.2f ms |%n",
                    clients,
                    times.length * 1_000_000_000L / nanos,
                    times[times.length / 2] / 1e6,
                    times[times.length * 99 / 100] / 1e6);
        }
    }

    private static long[] measure(int clients, long nanos, URI address) throws Exception {
        try (var executor = Executors.newFixedThreadPool(clients)) {
            List<Callable<long[]>> work = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                work.add(() -> ask(nanos, address));
            }
            LongStream all = LongStream.empty();
            for (var done : executor.invokeAll(work)) {
                all = LongStream.concat(all, Arrays.stream(done.get()));
            }
            return all.sorted().toArray();
        }
    }

    /// One connection, kept open. The client shares the machine with what it measures, so it is as plain as possible.
    private static long[] ask(long nanos, URI address) throws Exception {
        LongStream.Builder times = LongStream.builder();
        long end = System.nanoTime() + nanos;
        for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
            String answer = ask(address);
            if (!answer.contains("\"ALLOW\"")) {
                throw new IllegalStateException(answer);
            }
            times.add(System.nanoTime() - now);
        }
        return times.build().toArray();
    }

    private static String ask(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(QUESTION.length);
        try (OutputStream question = connection.getOutputStream()) {
            question.write(QUESTION);
        }
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
