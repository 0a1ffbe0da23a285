// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.PostgresServer;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the service stands on goes away and comes back. Nothing is lost, nothing is stored twice, nobody restarts
/// anything.
class OutageIT {

    @Test
    void goesOnByItselfWhenTheDatabaseOrKafkaIsBack() throws NoteException {
        try (PostgresServer postgres = PostgresServer.start();
                KafkaBroker broker = KafkaBroker.start()) {
            AuditServer.Place place = AuditServer.Place.create(postgres, broker);
            try (AuditServer server = AuditServer.start(place, "--portcullis.kafka.delivery-timeout=4s");
                    Gateway gateway = new Gateway(broker)) {
                Chain chain = new Chain("outage");
                gateway.emit(chain, chain.started("agent", "orders"));
                await(server, chain, 1);

                postgres.stopServer();
                gateway.emit(chain, chain.intent(), chain.outcome(1));
                HttpResponse<String> refused = server.get("/v1/sessions", "auditor");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("https://portcullis.dev/problems/unavailable");
                assertThat(server.get("/actuator/health", "operator").statusCode())
                        .isEqualTo(503);
                postgres.startServer();
                await(server, chain, 3);

                broker.stopBroker();
                assertThat(server.get("/v1/sessions/" + chain.id, "auditor").statusCode())
                        .isEqualTo(200);
                HttpResponse<String> unsent = server.send(
                        "DELETE",
                        "/v1/sessions/" + chain.id,
                        AuditServer.token("operator").sign());
                assertThat(unsent.statusCode()).isEqualTo(503);
                assertThat(unsent.body()).contains("try again");
                Eventually.until(
                        "the outage shows",
                        () -> server.get("/actuator/health", "operator").body().contains("Kafka does not answer"));
                broker.startBroker();
                gateway.emit(chain, chain.intent(), chain.ended("done"));
                await(server, chain, 5);

                LogReader auditor = new LogReader(server);
                assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
                assertThat(server.get("/v1/sessions/" + chain.id, "auditor").body())
                        .contains("\"commands\":2", "ENDED");
            }
        }
    }

    private static void await(AuditServer server, Chain chain, int events) {
        Eventually.until(
                events + " events are stored",
                () -> server.place
                                .superuser()
                                .queryForObject(
                                        "SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, chain.id)
                        == events);
    }
}
