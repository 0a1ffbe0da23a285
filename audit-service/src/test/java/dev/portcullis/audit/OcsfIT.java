// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.contracts.audit.Erasure;
import dev.portcullis.contracts.audit.LegalHold;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.Ocsf;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every kind of event that this service writes itself is valid OCSF.
class OcsfIT {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void everyKindOfEventIsValid() throws IOException {
        try (KafkaBroker broker = KafkaBroker.start();
                AuditServer server = AuditServer.start(
                        withTwoKeys(AuditServer.Place.create(broker)),
                        "--portcullis.audit.retention.recordings=30s",
                        "--portcullis.audit.retention.every=300ms");
                Gateway gateway = new Gateway(broker)) {
            Chain running = new Chain("running");
            gateway.emit(running, running.started("agent", "orders"));
            gateway.record(running.id, Chain.newId(), 1, "{\"line\":1}\n");
            // Its recording is given up before the test is over.
            Chain old = new Chain("old");
            gateway.emit(old, old.started("agent", "orders"), old.ended("done", 1));
            gateway.record(old.id, Chain.newId(), 1, "{\"line\":1}\n");
            Chain gap = new Chain("gap");
            gateway.emit(gap, gap.started("agent", "orders"));
            var _ = gap.intent();
            gateway.emit(gap, gap.outcome(1));
            Eventually.until(
                    "the session is known",
                    () -> send(server, "GET", path(running, "/events"), "").statusCode() == 200);
            assertThat(send(server, "DELETE", path(running, "?reason=incident"), "")
                            .statusCode())
                    .isEqualTo(202);
            hold(server, running);
            Eventually.until(
                    "its recording is stored",
                    () -> send(server, "GET", path(running, "/recording"), "").statusCode() == 200);
            gateway.emit(running, running.retimed(running.ended("done", 1), System.currentTimeMillis()));
            Eventually.until(
                    "it has ended",
                    () -> send(server, "GET", path(running, ""), "").body().contains("ENDED"));
            erase(server, running);

            Set<String> wanted =
                    Ocsf.writtenBy("audit").stream().map(AuditKind::word).collect(Collectors.toSet());
            Eventually.until(
                    "one of each kind is there", () -> kinds(own(server)).equals(wanted));
            for (JsonNode event : own(server)) {
                assertThat(Ocsf.problems(event)).as(event.toString()).isEmpty();
            }
        }
    }

    /// The first announces the second.
    private static AuditServer.Place withTwoKeys(AuditServer.Place place) throws IOException {
        Files.createFile(
                place.keyFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                place.keyFile(),
                SignerKey.generate("log.example/test").secretText()
                        + SignerKey.generate("log.example/test").secretText());
        return place;
    }

    private static void hold(AuditServer server, Chain chain) {
        LegalHold.Request request = new LegalHold.Request(LegalHold.Scope.SESSION, chain.id, "case 1");
        HttpResponse<String> set = send(server, "POST", "/v1/holds", JSON.writeValueAsString(request));
        assertThat(set.statusCode()).as(set.body()).isEqualTo(201);
        String id = JSON.readValue(set.body(), LegalHold.class).id();
        assertThat(send(server, "DELETE", "/v1/holds/" + id + "?reason=closed", "")
                        .statusCode())
                .isBetween(200, 204);
    }

    private static void erase(AuditServer server, Chain chain) {
        HttpResponse<String> asked = send(server, "POST", path(chain, "/erasure"), "{\"reason\":\"request 7\"}");
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        String other = AuditServer.ISSUER.token("ada").roles("auditor").sign();
        String path =
                "/v1/erasures/" + JSON.readValue(asked.body(), Erasure.class).id() + "/agreement";
        assertThat(server.send("POST", path, other).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> send(AuditServer server, String method, String path, String body) {
        return server.send(
                method,
                path,
                AuditServer.token("auditor").roles("auditor", "operator").sign(),
                body);
    }

    private static String path(Chain chain, String rest) {
        return "/v1/sessions/" + chain.id + rest;
    }

    private static List<JsonNode> own(AuditServer server) {
        return server
                .jdbc()
                .queryForList("SELECT convert_from(body, 'UTF8') FROM event WHERE chain_id = 'svc-audit'", String.class)
                .stream()
                .map(JSON::readTree)
                .toList();
    }

    private static Set<String> kinds(List<JsonNode> events) {
        return events.stream()
                .map(event -> event.at("/unmapped/portcullis/kind").asString())
                .collect(Collectors.toSet());
    }
}
