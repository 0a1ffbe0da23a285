// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.Problems;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.policy.RunningService;
import dev.portcullis.testing.PostgresServer;
import dev.portcullis.testing.Requests;
import dev.portcullis.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// With a database of this test's own that can be taken away.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseAwayIT {

    private static PostgresServer postgres;
    private static RunningService service;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
        service = RunningService.start(postgres);
        service.put("/v1/connections/orders", service.admin().sign(), Samples.CONNECTION);
        service.put("/v1/policies/readers", service.admin().sign(), Samples.readers("readers"));
    }

    @AfterAll
    static void stop() {
        service.close();
        postgres.close();
    }

    @Test
    @Order(1)
    void decisionsGoOnAndChangesAreRefusedUntilItIsBack() throws Exception {
        String gateway = service.gateway().sign();
        String admin = service.admin().sign();
        String request = RunningService.JSON.writeValueAsString(Requests.sql(Requests.select(), "agents"));
        postgres.stopServer();

        for (int i = 0; i < 20; i++) {
            RunningService.Answer answer = service.post("/v1/decisions", gateway, request);
            assertThat(answer.as(Decision.class).outcome()).isEqualTo(Decision.Outcome.ALLOW);
        }
        assertThat(service.get("/v1/connections/orders", gateway).status()).isEqualTo(200);
        assertThat(service.get("/v1/classifications?connection=orders", gateway).status())
                .isEqualTo(200);
        assertThat(service.get("/actuator/health/readiness", null).status()).isEqualTo(200);
        RunningService.Answer change = service.put("/v1/policies/new", admin, Samples.readers("new"));
        assertThat(change.status()).isEqualTo(503);
        assertThat(change.json().path("type").asString()).isEqualTo(Problems.UNAVAILABLE);

        postgres.startServer();
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        int status = 503;
        while (status == 503 && Instant.now().isBefore(end)) {
            Thread.sleep(200);
            status = service.put("/v1/policies/new", admin, Samples.readers("new"))
                    .status();
        }
        assertThat(status).as("without a restart").isEqualTo(201);
    }

    @Test
    @Order(2)
    void aServiceThatCannotReadItsPoliciesDecidesNothing() {
        postgres.execute(service.database(), "UPDATE policy.documents SET source = 'spoilt' WHERE name = 'readers'");
        service.restart();
        String request = RunningService.JSON.writeValueAsString(Requests.sql(Requests.select(), "agents"));

        RunningService.Answer answer =
                service.post("/v1/decisions", service.gateway().sign(), request);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("type").asString()).isEqualTo(Problems.UNAVAILABLE);
        assertThat(service.get("/actuator/health/readiness", null).status()).isEqualTo(503);
    }
}
