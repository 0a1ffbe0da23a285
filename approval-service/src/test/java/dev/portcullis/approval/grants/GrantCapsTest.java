// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.grants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantRequest;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.testing.KafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// No more than so many at once, however fast they are asked for or agreed to.
class GrantCapsTest {

    private static RunningService service;
    private static Client client;

    @BeforeAll
    static void start() {
        service = RunningService.start(
                RunningService.newDatabase(),
                KafkaBroker.shared(),
                Map.of(
                        "portcullis.grants.rules[0].connections", "*",
                        "portcullis.grants.rules[0].quorum", "1 of dba",
                        "portcullis.grants.per-identity", "2",
                        "portcullis.grants.per-connection", "2"));
        client = service.client();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void oneIdentityThatAsksForManyAtOnceGetsItsNumber() throws Exception {
        List<Integer> answers = atOnce(IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(i -> () -> ask("eager", "c-" + i).status())
                .toList());

        assertThat(answers).filteredOn(status -> status == 201).hasSize(2);
        assertThat(answers).filteredOn(status -> status == 403).hasSize(6);
    }

    @Test
    void aConnectionThatManyAreGrantedAtOnceTakesItsNumber() throws Exception {
        List<AccessGrant> asked = IntStream.range(0, 6)
                .mapToObj(i -> Client.JSON.readValue(ask("agent-" + i, "shared").body(), AccessGrant.class))
                .toList();

        atOnce(asked.stream()
                .<Callable<Integer>>map(grant -> () -> approve(grant).status())
                .toList());

        List<AccessGrant> decided = asked.stream()
                .map(grant -> Client.JSON.readValue(
                        client.get("/v1/grants/" + grant.id(), Tokens.gateway()).body(), AccessGrant.class))
                .toList();
        assertThat(decided)
                .filteredOn(grant -> grant.state() == GrantState.ACTIVE)
                .hasSize(2);
        assertThat(decided)
                .filteredOn(grant -> grant.state() == GrantState.REFUSED)
                .hasSize(4)
                .allSatisfy(grant -> assertThat(grant.endReason()).contains("as many grants"));
        assertThat(ask("late", "shared").reason()).isEqualTo("not-grantable");

        AccessGrant active = decided.stream()
                .filter(grant -> grant.state() == GrantState.ACTIVE)
                .findFirst()
                .orElseThrow();
        client.delete("/v1/grants/" + active.id(), Tokens.agent(active.subject()));
        assertThat(ask("late", "shared").status()).isEqualTo(201);
    }

    private static Client.Answer ask(String subject, String connection) {
        return client.post(
                "/v1/grants", Tokens.agent(subject), new GrantRequest(connection, "look", 600, null, null, null));
    }

    private static Client.Answer approve(AccessGrant grant) {
        String digest = client.read(grant.approvalId()).approval().digest();
        return client.post(
                "/v1/grants/" + grant.id() + "/votes",
                Tokens.approver("dana", "dba"),
                new VoteRequest(true, "fine", digest));
    }

    private static List<Integer> atOnce(List<Callable<Integer>> calls) throws Exception {
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }
}
