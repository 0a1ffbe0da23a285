// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.SettledRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ReadingTest {

    private final Client client = RunningService.shared().client();

    @ParameterizedTest
    @ValueSource(strings = {"approver", "auditor", "operator"})
    void whoDecidesAndWatchesSeesAll(String role) {
        Approval approval = client.file(Requests.held().build()).approval();
        String token = Tokens.withRole("rita", role);

        assertThat(client.get("/v1/approvals/" + approval.id(), token)
                        .approval()
                        .text())
                .isEqualTo(approval.text());
        assertThat(ids(client.get("/v1/approvals?limit=200", token))).contains(approval.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "developer", "policy-admin", "service"})
    void everybodyElseSeesOnlyTheirOwn(String role) {
        Approval own = client.file(Requests.held().by("owner-" + role).build()).approval();
        Approval others =
                client.file(Requests.held().by("somebody-else").build()).approval();
        String token = Tokens.withRole("owner-" + role, role);

        assertThat(client.get("/v1/approvals/" + own.id(), token).status()).isEqualTo(200);
        assertThat(client.get("/v1/approvals/" + others.id(), token).status()).isEqualTo(404);
        assertThat(ids(client.get("/v1/approvals?limit=200", token))).containsExactly(own.id());
    }

    @Test
    void theSameNameFromAnotherIssuerIsSomebodyElse() {
        Approval approval = client.file(Requests.held().by("twin").build()).approval();

        assertThat(client.get("/v1/approvals/" + approval.id(), Tokens.agent("twin"))
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/v1/approvals/" + approval.id(), Tokens.agent("twin2"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void listsNewestFirstInPagesThatLeaveNothingOut() {
        List<String> filed = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            filed.addFirst(
                    client.file(Requests.held().on("paged").build()).approval().id());
        }
        String token = Tokens.withRole("audrey", "auditor");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/approvals?connection=paged&limit=3" + cursor, token)
                    .json();
            page.path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
        } while (!cursor.isEmpty());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(filed).doesNotHaveDuplicates();
    }

    @Test
    void filtersByStateAndConnection() {
        Approval pending = client.file(Requests.held().on("filtered").build()).approval();
        Approval approved = client.file(Requests.held().on("filtered").build()).approval();
        client.vote(approved, Tokens.approver("dana", "dba"), true).approval();
        String token = Tokens.withRole("audrey", "auditor");

        assertThat(ids(client.get("/v1/approvals?connection=filtered&state=PENDING", token)))
                .containsExactly(pending.id());
        assertThat(ids(client.get("/v1/approvals?connection=filtered&state=APPROVED", token)))
                .containsExactly(approved.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "cursor=nonsense", "cursor=MSAy", "state=MAYBE"})
    void refusesParametersThatMakeNoSense(String parameter) {
        Client.Answer answer = client.get("/v1/approvals?" + parameter, Tokens.withRole("audrey", "auditor"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("type").asString()).isEqualTo("https://portcullis.dev/problems/invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "not-an-id", "1-1-1-1-1"})
    void saysThatThereIsNoSuchApproval(String id) {
        Client.Answer answer = client.get("/v1/approvals/" + id, Tokens.withRole("audrey", "auditor"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void anUnchangedApprovalIsNotSentAgain() {
        Approval approval = client.file(Requests.held().build()).approval();

        assertThat(client.get("/v1/approvals/" + approval.id(), Tokens.gateway(), "If-None-Match", "\"1\"")
                        .status())
                .isEqualTo(304);
    }

    @Test
    void theGatewayAsksAboutManyAtOnceAndHearsOfThoseThatWaitNoLonger() {
        Approval pending = client.file(Requests.held().build()).approval();
        Approval over = client.file(Requests.held().ttlSeconds(5).build()).approval();
        RunningService.CLOCK.advance(Duration.ofSeconds(6));
        Approval approved = client.file(Requests.held().build()).approval();
        client.vote(approved, Tokens.approver("dana", "dba"), true).approval();
        String unknown = "00000000-0000-7000-8000-000000000000";

        JsonNode settled = client.post(
                        "/v1/approvals:settled",
                        Tokens.gateway(),
                        asked(pending.id(), over.id(), approved.id(), unknown))
                .json();

        assertThat(settled.path("items").valueStream())
                .extracting(item ->
                        item.path("id").asString() + " " + item.path("state").asString())
                .containsExactlyInAnyOrder(over.id() + " EXPIRED", approved.id() + " APPROVED");
    }

    @Test
    void refusesQuestionsAboutNothingTooMuchOrSomethingElse() {
        String[] tooMany = Collections.nCopies(SettledRequest.MOST + 1, "00000000-0000-7000-8000-000000000000")
                .toArray(String[]::new);
        for (String asked : List.of("{}", asked(), asked("not-an-id"), asked(tooMany), "{\"ids\": [null]}")) {
            assertThat(client.post("/v1/approvals:settled", Tokens.gateway(), asked)
                            .status())
                    .isEqualTo(400);
        }
    }

    private static String asked(String... ids) {
        return Client.JSON.writeValueAsString(new SettledRequest(List.of(ids)));
    }

    private static List<String> ids(Client.Answer answer) {
        return answer.json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }
}
