// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Held commands as an approver's program sees them: REST through the edge.
final class HeldCommands {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final RunningPortcullis portcullis;

    HeldCommands(RunningPortcullis portcullis) {
        this.portcullis = portcullis;
    }

    /// All pending approvals whose text contains a mark, as the owner of a token sees them.
    List<JsonNode> pending(String mark, String token) {
        return portcullis
                .json("/api/approvals/v1/approvals?state=PENDING", token)
                .path("items")
                .valueStream()
                .filter(approval -> approval.path("text").asString().contains(mark))
                .toList();
    }

    /// Waits for the pending approval whose text contains a mark that only one test uses.
    JsonNode awaitPending(String mark) {
        String token = portcullis.token("approver");
        return await("a pending approval with " + mark)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> pending(mark, token), found -> !found.isEmpty())
                .getFirst();
    }

    /// One approval as it is now.
    JsonNode get(String id) {
        return portcullis.json("/api/approvals/v1/approvals/" + id, portcullis.token("approver"));
    }

    /// Waits until an approval has reached a state.
    void awaitState(String id, String state) {
        await(id + " becomes " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> get(id).path("state").asString().equals(state));
    }

    /// One person's vote.
    HttpResponse<String> vote(JsonNode approval, String voter, boolean approve, String reason) {
        return voteWith(approval, portcullis.token(voter), approve, reason);
    }

    /// The vote of the owner of a token.
    HttpResponse<String> voteWith(JsonNode approval, String token, boolean approve, String reason) {
        return portcullis.rest(
                "POST",
                "/api/approvals/v1/approvals/" + approval.path("id").asString() + "/votes",
                token,
                Map.of(
                        "approve",
                        approve,
                        "reason",
                        reason,
                        "digest",
                        approval.path("digest").asString()));
    }

    /// A vote that must be accepted.
    void accepted(JsonNode approval, String voter, boolean approve, String reason) {
        HttpResponse<String> answer = vote(approval, voter, approve, reason);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("id").asString())
                .isEqualTo(approval.path("id").asString());
    }
}
