// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.testing.FreePort;
import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// One of two instances, a process of its own, is killed in the midst of votes. What it answered stays; what it did not
/// answer happened once or not at all; and the other one finishes everything.
class KilledInstanceTest {

    private static final int APPROVALS = 60;

    private final String dana = Tokens.approver("dana", "dba");
    private final String dora = Tokens.approver("dora", "dba");

    /// The other process, which goes by the time of the tests: the first argument.
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) {
            Instant now = Instant.parse(arguments[0]);
            RunningService.CLOCK.advance(Duration.between(RunningService.CLOCK.instant(), now));
            RunningService.run(Arrays.copyOfRange(arguments, 1, arguments.length));
        }
    }

    @Test
    void votesThatRaceSurviveTheDeathOfAnInstance() throws Exception {
        String database = RunningService.newDatabase();
        try (RunningService survivor = RunningService.start(database, KafkaBroker.shared(), Map.of())) {
            int port = FreePort.find();
            Process victim = startOn(database, port);
            try {
                Client other = new Client("http://localhost:" + port);
                awaitReady(other, victim);
                race(survivor, other, victim);
            } finally {
                victim.destroyForcibly();
            }
        }
    }

    private void race(RunningService survivor, Client other, Process victim) throws Exception {
        Client client = survivor.client();
        List<Approval> asked = Stream.generate(() ->
                        client.file(Requests.held().quorum("2 of dba").build()).approval())
                .limit(APPROVALS)
                .toList();
        AtomicInteger answered = new AtomicInteger();
        List<Boolean> counted = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> votes = asked.stream()
                    .<Callable<Boolean>>map(approval -> () -> {
                        assertThat(client.vote(approval, dana, true).status()).isEqualTo(200);
                        boolean yes = isAnswered(other, approval);
                        if (answered.incrementAndGet() == APPROVALS / 3) {
                            victim.destroyForcibly();
                        }
                        return yes;
                    })
                    .toList();
            for (Future<Boolean> vote : threads.invokeAll(votes)) {
                counted.add(vote.get());
            }
        }
        assertThat(counted).as("some before, some after").contains(true, false);
        for (int i = 0; i < APPROVALS; i++) {
            finish(client, asked.get(i), counted.get(i));
        }
        await("the survivor tells everything")
                .atMost(Duration.ofMinutes(2))
                .until(() -> survivor.bean(Outbox.class).backlog() == 0);
    }

    private boolean isAnswered(Client other, Approval approval) {
        try {
            return other.vote(approval, dora, true).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void finish(Client client, Approval asked, boolean answered) {
        Approval now = client.read(asked.id()).approval();
        assertThat(now.votes())
                .extracting(Approval.Vote::voter)
                .doesNotHaveDuplicates()
                .contains("dana");
        boolean both = now.votes().size() == 2;
        assertThat(both || !answered).as("what was answered stays").isTrue();
        assertThat(now.state()).isEqualTo(both ? ApprovalState.APPROVED : ApprovalState.PENDING);
        assertThat(client.vote(asked, dora, true).status()).isEqualTo(both ? 409 : 200);
        assertThat(client.consume(asked).status()).isEqualTo(200);
        assertThat(client.consume(asked).reason()).isEqualTo("already-consumed");
    }

    private static Process startOn(String database, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                RunningService.CLOCK.instant().toString()));
        Map<String, String> more = Map.of("server.port", String.valueOf(port));
        command.addAll(
                List.of(RunningService.arguments(PostgresServer.shared(), database, KafkaBroker.shared(), more)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(File.createTempFile("approval-service", ".log"))
                .start();
    }

    private static void awaitReady(Client other, Process victim) {
        await("the other instance is ready").atMost(Duration.ofMinutes(3)).until(() -> {
            assertThat(victim.isAlive()).isTrue();
            try {
                return other.get("/actuator/health/readiness", null).status() == 200;
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }
}
