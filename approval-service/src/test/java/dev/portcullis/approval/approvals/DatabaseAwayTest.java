// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.approval.testing.Tokens;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.PostgresServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseAwayTest {

    @Test
    void withoutItsDatabaseNothingIsApprovedAndAfterwardsWorkGoesOn() throws Exception {
        try (PostgresServer postgres = PostgresServer.start();
                RunningService service = RunningService.start(
                        postgres,
                        RunningService.newDatabase(postgres),
                        KafkaBroker.shared(),
                        Map.of("spring.datasource.hikari.connection-timeout", "10000"))) {
            Client client = service.client();
            Approval pending = client.file(Requests.held().build()).approval();
            postgres.stopServer();

            Client.Answer vote = client.vote(pending, Tokens.approver("dana", "dba"), true);
            assertThat(vote.status()).isEqualTo(503);
            assertThat(vote.json().path("type").asString()).isEqualTo("https://portcullis.dev/problems/unavailable");
            assertThat(client.consume(pending).status()).isEqualTo(503);
            assertThat(client.get("/actuator/health/readiness", null).status()).isEqualTo(503);

            postgres.startServer();
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (client.read(pending.id()).status() != 200 && System.nanoTime() < end) {
                Thread.sleep(100);
            }
            assertThat(client.vote(pending, Tokens.approver("dana", "dba"), true)
                            .status())
                    .isEqualTo(200);
            assertThat(client.consume(pending).status()).isEqualTo(200);
        }
    }
}
