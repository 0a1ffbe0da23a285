// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.command.SqlFunction;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.postgres.FakePolicies;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PreviewTest {
    @TempDir
    static Path directory;

    private static Approver approver;

    @BeforeAll
    static void start() throws Exception {
        approver = new Approver(directory);
    }

    @AfterAll
    static void stop() {
        approver.close();
    }

    @BeforeEach
    void reset() {
        approver.reset();
    }

    /// Whatever was looked at: nothing of it has run.
    @AfterEach
    void nothingHappened() throws Exception {
        assertThat(approver.atTheTarget("SELECT count(*) FROM fired")).isEqualTo("0");
        assertThat(approver.atTheTarget("SELECT count(*) || '/' || sum(n) FROM plain"))
                .isEqualTo("1000/500500");
        assertThat(approver.atTheTarget("SELECT count(DISTINCT name) FROM people WHERE email LIKE 'canary%'"))
                .isEqualTo("30");
    }

    @Test
    void showsPlanAndRowsMaskedForWhoAsks() throws Exception {
        approver.held("UPDATE", "UPDATE people SET name = 'x' WHERE id <= 3", "people", List.of());
        JsonNode preview = approver.preview();
        assertThat(preview.toString()).doesNotContain("canary");
        assertThat(preview.path("digest").asString()).isEqualTo("d1");
        assertThat(preview.path("plan")
                        .path("steps")
                        .path(0)
                        .path("Plan")
                        .path("Operation")
                        .asString())
                .isEqualTo("Update");
        assertThat(preview.path("rows").path("count").asLong()).isEqualTo(3);
        assertThat(preview.path("rows").path("exact").asBoolean()).isFalse();
        assertThat(preview.path("rows").path("why").toString()).contains("A trigger");
        JsonNode sample = preview.path("sample");
        assertThat(sample.path("columns").toString()).isEqualTo("[\"id\",\"name\",\"email\"]");
        assertThat(sample.path("rows")).hasSize(3);
        assertThat(sample.path("rows").path(0).path(1).asString()).startsWith("name ");
    }

    @Test
    void readsInTheNameOfWhoAsksAndOnRecord() throws Exception {
        approver.held("DELETE", "DELETE FROM plain WHERE id < 100", "plain", List.of());
        String token = approver.token("dana", "approver");
        assertThat(approver.ask("apr-1", token).statusCode()).isEqualTo(200);
        assertThat(approver.seen).containsExactly("Bearer " + token);
        assertThat(String.join("\n", approver.audit.events()))
                .contains("intent /* preview of approval apr-1 */ EXPLAIN");
    }

    @Test
    void countsExactlyWhereNothingSpeaksAgainstIt() throws Exception {
        approver.held("DELETE", "DELETE FROM plain WHERE id < 100", "plain", List.of());
        JsonNode preview = approver.preview();
        assertThat(preview.path("rows").toString()).isEqualTo("{\"count\":99,\"exact\":true,\"why\":[]}");
        assertThat(preview.path("sample").path("rows")).hasSize(20);
    }

    @Test
    void countsARowOnceHoweverOftenItIsJoined() throws Exception {
        approver.held(
                "UPDATE",
                "UPDATE plain SET n = 0 FROM people WHERE plain.id = 5 AND people.id < 9",
                "plain",
                List.of());
        assertThat(approver.preview().path("rows").path("count").asLong()).isEqualTo(1);
    }

    @Test
    void takesParametersAsTheTargetReadsThem() throws Exception {
        approver.held("UPDATE", "UPDATE plain SET n = $2 WHERE id = $1", "plain", List.of("7", "1"));
        JsonNode rows = approver.preview().path("rows");
        assertThat(rows.path("count").asLong()).isEqualTo(1);
        assertThat(rows.path("exact").asBoolean()).isFalse();

        approver.held("UPDATE", "UPDATE plain SET n = $2 WHERE id = $1", "plain", List.of("\\x00000007", "1"));
        assertThat(approver.preview().path("rows").path("count").isNull()).isTrue();
    }

    @Test
    void saysThatAnotherTimeGivesOtherRows() throws Exception {
        approver.held(
                "DELETE",
                "DELETE FROM plain WHERE id < 100 AND random() < 2",
                "plain",
                List.of(),
                new SqlFunction("pg_catalog", "random", true, false));
        JsonNode rows = approver.preview().path("rows");
        assertThat(rows.path("count").asLong()).isEqualTo(99);
        assertThat(rows.path("exact").asBoolean()).isFalse();
        assertThat(rows.path("why").toString()).contains("random");
    }

    @Test
    void countsWhatAnInsertBringsAlongAndShowsWhatItWouldSelect() throws Exception {
        approver.held("INSERT", "INSERT INTO plain VALUES (-1, 1), (-2, 2)", "plain", List.of());
        assertThat(approver.preview().path("rows").path("count").asLong()).isEqualTo(2);

        approver.held("INSERT", "INSERT INTO plain SELECT -id, 0 FROM people", "plain", List.of());
        JsonNode preview = approver.preview();
        assertThat(preview.path("rows").path("count").asLong()).isEqualTo(30);
        assertThat(preview.path("sample").path("rows")).hasSize(20);
    }

    @Test
    void callsNothingThatMayDoMoreThanCompute() throws Exception {
        approver.held(
                "DELETE",
                "DELETE FROM plain WHERE noisy(id)",
                "plain",
                List.of(),
                new SqlFunction("public", "noisy", true, true));
        JsonNode preview = approver.preview();
        assertThat(preview.path("plan").path("steps").isNull()).isTrue();
        assertThat(preview.path("rows").path("why").toString()).contains("noisy");
    }

    @Test
    void theSessionItselfRunsNothingButReads() throws Exception {
        approver.held("DELETE", "DELETE FROM plain WHERE noisy(id)", "plain", List.of());
        assertRefused(approver.ask(), 403, Problems.NOT_PERMITTED, "nothing but read");
    }

    @Test
    void showsNoRowsOfWhatItCannotTell() throws Exception {
        approver.held(
                "MERGE",
                "MERGE INTO plain USING people ON plain.id = people.id WHEN MATCHED THEN DELETE",
                "plain",
                List.of());
        JsonNode preview = approver.preview();
        assertThat(preview.path("plan").path("steps").isNull()).isFalse();
        assertThat(preview.path("rows").path("count").isNull()).isTrue();

        approver.held("TRUNCATE", "TRUNCATE plain", "plain", List.of());
        assertThat(approver.preview().path("plan").path("why").asString()).contains("TRUNCATE");
    }

    @Test
    void saysThatTheTargetWouldRefuseTheCommand() throws Exception {
        approver.held("DELETE", "DELETE FROM plain WHERE id = 'seven'", "plain", List.of());
        JsonNode preview = approver.preview();
        assertThat(preview.path("plan").path("why").asString()).contains("invalid input syntax");
        assertThat(preview.path("rows").path("count").isNull()).isTrue();
    }

    @Test
    void givesUpCountingInTime() throws Exception {
        approver.held(
                "DELETE",
                "DELETE FROM plain WHERE (SELECT count(*) FROM plain a, plain b, plain c) < id",
                "plain",
                List.of());
        JsonNode preview = approver.preview();
        assertThat(preview.path("plan").path("steps").isNull()).isFalse();
        assertThat(preview.path("rows").path("count").isNull()).isTrue();
        assertThat(preview.path("rows").path("why").toString()).contains("timeout");
    }

    @Test
    void isForApproversOnlyAndNotForWhoAsked() throws Exception {
        approver.held("DELETE", "DELETE FROM plain WHERE id = 1", "plain", List.of());
        assertRefused(approver.ask("apr-1", approver.token("dana", "developer")), 403, Problems.NOT_PERMITTED, "");
        assertThat(approver.seen).as("the approval service was not even asked").isEmpty();
        assertRefused(approver.ask("apr-1", approver.token("agent-1", "approver")), 403, Problems.NOT_PERMITTED, "own");
        assertRefused(approver.ask("apr-1", approver.token("bot", "approver")), 403, Problems.NOT_PERMITTED, "own");
        assertThat(approver.ask("apr-1", "nonsense").statusCode()).isEqualTo(401);
        assertThat(approver.ask("apr-2", approver.token("dana", "approver")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void showsNothingThatPolicyDoesNotLetTheApproverRead() throws Exception {
        approver.held("DELETE", "DELETE FROM plain WHERE id = 1", "plain", List.of());
        approver.policies.decideBy(_ -> FakePolicies.deny("not even for approvers"));
        assertRefused(approver.ask(), 403, Problems.NOT_PERMITTED, "not even for approvers");
        approver.policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        assertRefused(approver.ask(), 403, Problems.NOT_PERMITTED, "");
        assertThat(approver.audit.events()).noneMatch(event -> event.startsWith("held"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PENDING")
    void thereIsNoPreviewOfWhatIsDecided(ApprovalState state) throws Exception {
        approver.held(state, "DELETE", "DELETE FROM plain WHERE id = 1", "plain", List.of());
        assertRefused(approver.ask(), 409, Problems.CONFLICT, state.name());
    }

    @Test
    void saysThatSomethingIsDown() throws Exception {
        approver.held("DELETE", "DELETE FROM plain WHERE id = 1", "plain", List.of());
        approver.serviceAnswers(500);
        assertRefused(approver.ask(), 503, Problems.UNAVAILABLE, "approval service");
        approver.serviceAnswers(200);
        approver.policies.down(true);
        assertRefused(approver.ask(), 503, Problems.UNAVAILABLE, "");
        approver.policies.down(false);
        approver.reachesTarget(false);
        try {
            assertRefused(approver.ask(), 503, Problems.UNAVAILABLE, "");
        } finally {
            approver.reachesTarget(true);
        }
    }

    private static void assertRefused(HttpResponse<String> response, int status, String type, String why) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonNode problem = Approver.JSON.readTree(response.body());
        assertThat(problem.path("type").asString()).isEqualTo(type);
        assertThat(problem.path("detail").asString()).contains(why);
    }
}
