// SPDX-License-Identifier: Apache-2.0

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/// Asks a policy service for decisions, from so many clients at once, and prints how long the answers took.
final class DecisionLoad {
    private static final String QUESTION = """
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
             "time": "2026-11-21T12:00:00Z"}""";

    void main(String[] arguments) throws Exception {
        long nanos = Long.parseLong(arguments[1]) * 1_000_000_000L;
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0]))
                .header("Authorization", "Bearer " + System.getenv("TOKEN"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
                .build();
        measure(16, nanos, request);
        System.out.println("| POST /v1/decisions, clients | decisions/s | p50 | p99 |");
        System.out.println("|---|---|---|---|");
        for (String clients : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            long[] times = measure(Integer.parseInt(clients), nanos, request);
            System.out.printf(
                    "| %s | %d | %.2f ms | %.2f ms |%n",
                    clients,
                    times.length * 1_000_000_000L / nanos,
                    times[times.length / 2] / 1e6,
                    times[times.length * 99 / 100] / 1e6);
        }
    }

    private static long[] measure(int clients, long nanos, HttpRequest request) throws Exception {
        try (var executor = Executors.newFixedThreadPool(clients)) {
            List<Callable<long[]>> work = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                work.add(() -> ask(nanos, request));
            }
            LongStream all = LongStream.empty();
            for (var done : executor.invokeAll(work)) {
                all = LongStream.concat(all, Arrays.stream(done.get()));
            }
            return all.sorted().toArray();
        }
    }

    private static long[] ask(long nanos, HttpRequest request) throws Exception {
        LongStream.Builder times = LongStream.builder();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            long end = System.nanoTime() + nanos;
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200 || !answer.body().contains("\"ALLOW\"")) {
                    throw new IllegalStateException(answer.statusCode() + " " + answer.body());
                }
                times.add(System.nanoTime() - now);
            }
        }
        return times.build().toArray();
    }
}
