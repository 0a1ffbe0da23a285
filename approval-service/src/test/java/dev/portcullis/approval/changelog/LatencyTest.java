// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.approval.testing.TopicReader;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.testing.KafkaBroker;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LatencyTest {

    private static final Logger log = LoggerFactory.getLogger(LatencyTest.class);
    private static final int ROUNDS = 60;

    @Test
    void aNewStateIsPublishedWithoutWaitingForThePoll() {
        Map<String, String> neverPoll = Map.of("portcullis.kafka.poll-interval", "1h");
        try (RunningService service =
                RunningService.start(RunningService.newDatabase(), KafkaBroker.shared(), neverPoll)) {
            Client client = service.client();
            client.file(Requests.held().build()).approval();
            String dana = Tokens.approver("dana", "dba");
            long[] micros = new long[ROUNDS];
            try (TopicReader topic = new TopicReader(KafkaBroker.shared(), Topics.APPROVAL)) {
                for (int round = 0; round < ROUNDS; round++) {
                    Approval pending = client.file(Requests.held().build()).approval();
                    topic.await(1, record -> pending.id().equals(record.key()));
                    client.vote(pending, dana, true).approval();
                    long answered = System.nanoTime();
                    int seen = topic.await(2, record -> pending.id().equals(record.key()))
                            .size();
                    micros[round] = (System.nanoTime() - answered) / 1_000;
                    assertThat(seen).isEqualTo(2);
                }
            }
            Arrays.sort(micros);
            log.info(
                    "from the answer to a vote until a consumer has the record: median {} us, p90 {} us",
                    micros[ROUNDS / 2],
                    micros[ROUNDS * 9 / 10]);
        }
    }
}
