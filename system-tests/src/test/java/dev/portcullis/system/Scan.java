// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Knocks at every documented operation and every management endpoint, as everybody, at the service itself and through
/// the edge. Bodies are broken JSON and ids are nobody's, so nothing comes of a knock that is let in.
final class Scan {
    static final List<String> CALLERS =
            List.of("nobody", "agent", "developer", "approver", "auditor", "policy-admin", "operator");

    private static final List<String> MANAGEMENT = List.of(
            "/actuator",
            "/actuator/health",
            "/actuator/prometheus",
            "/actuator/env",
            "/actuator/heapdump",
            "/actuator/loggers",
            "/actuator/shutdown",
            "/v3/api-docs",
            "/swagger-ui/index.html");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final RunningPortcullis portcullis;
    /// As plain as can be: what is offered of HTTP/2 is another test's.
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> tokens = new LinkedHashMap<>();

    Scan(RunningPortcullis portcullis) {
        this.portcullis = portcullis;
        CALLERS.forEach(caller -> tokens.put(caller, caller.equals("nobody") ? "" : portcullis.token(caller)));
    }

    /// One line per operation and way to it: a table in Markdown.
    String table() {
        List<String> lines = new ArrayList<>();
        lines.add("| Where | Operation | " + String.join(" | ", CALLERS) + " |");
        lines.add("|---|---|" + "---|".repeat(CALLERS.size()));
        for (Map.Entry<String, String> service :
                Map.of("policy", "policy", "approval", "approvals", "audit", "audit").entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .toList()) {
            operations(service.getKey()).forEach(operation -> {
                lines.add(line(service.getKey(), operation.method(), operation.path()));
                lines.add(line("edge", operation.method(), "/api/" + service.getValue() + operation.path()));
            });
        }
        for (String listener : List.of("edge", "gateway-management", "policy", "approval", "audit")) {
            MANAGEMENT.forEach(path -> lines.add(line(listener, "GET", path)));
        }
        return String.join("\n", lines) + "\n";
    }

    private record Operation(String method, String path) {}

    private static Stream<Operation> operations(String document) {
        Path file = Path.of("..", "docs", "openapi", document + ".json");
        return JsonMapper.shared()
                .readTree(file.toFile())
                .path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(operation -> new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey())));
    }

    private String line(String listener, String method, String path) {
        List<String> answers = new ArrayList<>();
        for (String caller : CALLERS) {
            answers.add(word(knock(listener, method, path, tokens.get(caller))));
        }
        return "| " + listener + " | `" + method + " " + path + "` | " + String.join(" | ", answers) + " |";
    }

    /// Shut, not there for this caller, or open, whatever the answer to a broken question then is.
    private static String word(int status) {
        return switch (status) {
            case 401, 403, 404 -> String.valueOf(status);
            default -> status >= 500 ? String.valueOf(status) : "open";
        };
    }

    /// Who gets no answer knocks once more: this is about who is let in, not about how fast a busy machine says so.
    private int knock(String listener, String method, String path, String token) {
        try {
            return answer(listener, method, path, token);
        } catch (HttpTimeoutException _) {
            System.err.println("No answer in " + PATIENCE + " to " + method + " " + path + " at " + listener);
        } catch (IOException e) {
            throw new UncheckedIOException(listener + " " + method + " " + path, e);
        }
        try {
            return answer(listener, method, path, token);
        } catch (IOException e) {
            throw new UncheckedIOException(listener + " " + method + " " + path, e);
        }
    }

    private int answer(String listener, String method, String path, String token) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + portcullis.port(listener) + path.replaceAll("\\{[^}]*}", "x")))
                .timeout(PATIENCE);
        if (method.equals("POST") || method.equals("PUT")) {
            request.header("Content-Type", "application/json").method(method, HttpRequest.BodyPublishers.ofString("{"));
        } else {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.body().close();
            return answer.statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
