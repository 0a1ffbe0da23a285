// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.testing.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two instances on one database, asked at the same time.
class TwoInstancesTest {

    private static RunningService one;
    private static RunningService two;

    @BeforeAll
    static void start() {
        String database = RunningService.newDatabase();
        one = RunningService.start(database, KafkaBroker.shared(), Map.of());
        two = RunningService.start(database, KafkaBroker.shared(), Map.of());
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    @Test
    void votesThatRaceAreCountedOnceEach() throws Exception {
        Approval pending =
                one.client().file(Requests.held().quorum("3 of dba").build()).approval();

        List<Integer> answers = atOnce(IntStream.range(0, 12)
                .<Callable<Integer>>mapToObj(i -> {
                    String token = Tokens.approver("dba-" + i / 2, "dba");
                    return () -> client(i).vote(pending, token, true).status();
                })
                .toList());

        assertThat(answers).filteredOn(status -> status == 200).hasSize(3);
        Approval decided = two.client().read(pending.id()).approval();
        assertThat(decided.state()).isEqualTo(ApprovalState.APPROVED);
        assertThat(decided.votes())
                .extracting(Approval.Vote::voter)
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    @Test
    void aYesAndANoThatRaceNeverBothDecide() throws Exception {
        for (int round = 0; round < 5; round++) {
            Approval pending = one.client().file(Requests.held().build()).approval();
            String dana = Tokens.approver("dana", "dba");
            String dora = Tokens.approver("dora", "dba");

            List<Integer> answers = atOnce(List.of(
                    () -> one.client().vote(pending, dana, true).status(),
                    () -> two.client().vote(pending, dora, false).status()));

            assertThat(answers).containsExactlyInAnyOrder(200, 409);
            assertThat(changesOf(pending)).hasSize(2);
        }
    }

    @Test
    void ofConsumesOnBothExactlyOneSucceeds() throws Exception {
        Approval approved = approved(900);

        List<Integer> answers = atOnce(IntStream.range(0, 16)
                .<Callable<Integer>>mapToObj(
                        i -> () -> client(i).consume(approved).status())
                .toList());

        assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(15);
    }

    @Test
    void sweepsConsumesAndWithdrawalsThatRaceEndItOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            Approval approved = approved(30);
            RunningService.CLOCK.advance(Duration.ofSeconds(30));

            atOnce(List.of(
                    () -> one.bean(Expiry.class).sweep(),
                    () -> two.bean(Expiry.class).sweep(),
                    () -> one.client().consume(approved).status(),
                    () -> two.client().withdraw(approved.id()).status()));

            assertThat(changesOf(approved))
                    .containsExactly(ApprovalState.PENDING, ApprovalState.APPROVED, ApprovalState.EXPIRED);
        }
    }

    @Test
    void whatOneInstanceFiledTheOtherDecides() {
        Approval pending = one.client().file(Requests.held().build()).approval();
        two.client().vote(pending, Tokens.approver("dana", "dba"), true).approval();

        assertThat(one.client().consume(pending).status()).isEqualTo(200);
        assertThat(two.client().consume(pending).reason()).isEqualTo("already-consumed");
    }

    @Test
    void whoWaitsAtOneHearsAtOnceWhatTheOtherDecided() throws Exception {
        // It looks by itself every five seconds. Who hears nothing takes that long each time, a busy machine does not.
        Duration took = Duration.ofMinutes(1);
        for (int round = 0; round < 10 && took.compareTo(Duration.ofSeconds(3)) > 0; round++) {
            Approval pending =
                    one.client().file(Requests.held().by("patient").build()).approval();
            String path = "/v1/approvals/" + pending.id() + "?wait=30";
            var answer = CompletableFuture.supplyAsync(() -> one.client().get(path, Tokens.agent("patient")));
            Thread.sleep(300);
            assertThat(answer).isNotDone();

            two.client().vote(pending, Tokens.approver("dana", "dba"), true).approval();
            long voted = System.nanoTime();

            assertThat(answer.get(60, TimeUnit.SECONDS).approval().state()).isEqualTo(ApprovalState.APPROVED);
            took = Duration.ofNanos(System.nanoTime() - voted);
        }
        assertThat(took).isLessThanOrEqualTo(Duration.ofSeconds(3));
    }

    private static Approval approved(long seconds) {
        Approval pending =
                one.client().file(Requests.held().ttlSeconds(seconds).build()).approval();
        return two.client().vote(pending, Tokens.approver("dana", "dba"), true).approval();
    }

    private static Client client(int i) {
        return (i % 2 == 0 ? one : two).client();
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static List<ApprovalState> changesOf(Approval approval) {
        return one.bean(Outbox.class).after(0, Topics.APPROVAL, 10_000).stream()
                .filter(message -> message.key().equals(approval.id()))
                .map(message -> Client.JSON
                        .readValue(message.value(), ApprovalChanged.class)
                        .state())
                .toList();
    }
}
