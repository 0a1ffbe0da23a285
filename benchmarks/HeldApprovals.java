// SPDX-License-Identifier: Apache-2.0

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Held commands as an approver's program sees them: REST through the edge.
final class HeldApprovals {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LOOKS = 600;

    /// A command that waits for a word.
    record Pending(String id, String digest) {}

    private final String base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HeldApprovals(HeldRun run) {
        base = "http://localhost:" + run.port("edge") + "/api/approvals/v1/approvals";
    }

    /// Waits until all of these wait, and tells them by their text.
    Map<String, Pending> awaitPending(List<String> texts) throws Exception {
        for (int look = 0; look < LOOKS; look++) {
            Map<String, Pending> pending = pending();
            if (pending.keySet().containsAll(texts)) {
                return pending;
            }
            Thread.sleep(200);
        }
        throw new IllegalStateException("not all commands were held");
    }

    private Map<String, Pending> pending() throws Exception {
        Map<String, Pending> pending = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = send(HttpRequest.newBuilder(
                            URI.create(base + "?state=PENDING&connection=bench&limit=200" + cursor))
                    .GET());
            for (JsonNode item : page.path("items")) {
                pending.put(
                        item.path("text").asString(),
                        new Pending(item.path("id").asString(), item.path("digest").asString()));
            }
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
        } while (!cursor.isEmpty());
        return pending;
    }

    /// Says yes, which is enough; returns the moment in which that decided, before its commit.
    Instant approve(String id, String digest) throws Exception {
        JsonNode vote = JSON.createObjectNode()
                .put("approve", true)
                .put("reason", "benchmark")
                .put("digest", digest);
        JsonNode decided = send(HttpRequest.newBuilder(URI.create(base + "/" + id + "/votes"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(vote))));
        return Instant.parse(decided.path("decidedAt").asString());
    }

    private JsonNode send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = http.send(
                request.header("Authorization", "Bearer " + System.getenv("APPROVER")).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
