// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.audit.Erasure;
import dev.portcullis.contracts.audit.LegalHold;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.evidence.BundleVerifier;
import dev.portcullis.testing.KafkaBroker;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What auditors do where recordings lie in a bucket: as [ErasureIT] and [EvidenceIT] show it where they lie in the
/// database. That recordings expire there shows [ObjectBucketIT].
class BucketEvidenceIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final Gateway GATEWAY = new Gateway(BROKER);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PREFIX = "evidence/";
    private static final String SEEN = "canary-77aa";
    private static final int CHUNKS = 40;

    private static S3Server s3;
    private static AuditServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        s3 = S3Server.start();
        server = AuditServer.start(AuditServer.Place.create(BROKER), s3.settings(PREFIX));
    }

    @AfterAll
    static void stop() {
        server.close();
        GATEWAY.close();
        s3.close();
        BROKER.close();
    }

    @Test
    void exportsManyChunksInTheirPlacesAndBundlesTheSession() throws Exception {
        Chain chain = recorded("many", CHUNKS, false);
        assertSound();
        HttpResponse<byte[]> bundle = server.evidence(
                "{\"from\":\"2026-08-02T00:00:00Z\",\"to\":\"2026-08-03T00:00:00Z\",\"identity\":\"" + chain.id + "\"}",
                "auditor");
        Path file = Files.write(folder.resolve("bundle.zip"), bundle.body());
        assertThat(new BundleVerifier(new LogReader(server).key()).verify(file))
                .isInstanceOfSatisfying(
                        BundleVerifier.Verdict.Sound.class,
                        sound -> assertThat(sound.header().identity()).isEqualTo(chain.id));
    }

    @Test
    void erasesWhenTwoAgreeAndNoHoldStandsAgainstIt() throws NoteException {
        Chain chain = recorded("erased", 2, true);
        List<String> sealed = s3.keys(PREFIX);
        LegalHold hold = JSON.readValue(
                post(
                                "/v1/holds",
                                "the-auditor",
                                JSON.writeValueAsString(
                                        new LegalHold.Request(LegalHold.Scope.SESSION, chain.id, "case 1")))
                        .body(),
                LegalHold.class);
        Erasure asked = JSON.readValue(
                post("/v1/sessions/" + chain.id + "/erasure", "the-auditor", "{\"reason\":\"request 7\"}")
                        .body(),
                Erasure.class);
        String agreement = "/v1/erasures/" + asked.id() + "/agreement";
        assertThat(post(agreement, "the-auditor", "").statusCode()).isEqualTo(403);
        assertThat(post(agreement, "ada", "").statusCode()).isEqualTo(409);
        assertThat(replay(chain).body()).contains(SEEN);

        server.send(
                "DELETE",
                "/v1/holds/" + hold.id() + "?reason=closed",
                AuditServer.token("auditor").sign());
        assertThat(post(agreement, "ada", "").statusCode()).isEqualTo(200);
        assertThat(replay(chain).statusCode()).isEqualTo(410);
        assertThat(replay(chain).body()).doesNotContain(SEEN);
        // What is left in the bucket is sealed with a key that is no more, and proves what it was.
        assertThat(s3.keys(PREFIX)).containsAll(sealed);
        assertThat(server.place
                        .superuser()
                        .queryForObject(
                                "SELECT count(*) FROM recording_key WHERE session_id = ? AND wrapped IS NOT NULL",
                                Integer.class,
                                chain.id))
                .isZero();
        assertSound();
    }

    private static Chain recorded(String name, int chunks, boolean ended) {
        Chain chain = new Chain(name);
        GATEWAY.emit(chain, chain.started(chain.id, "orders"), chain.intent());
        for (int number = 1; number <= chunks; number++) {
            GATEWAY.record(chain.id, chain.id + "." + number, number, "{\"v\":[\"" + SEEN + "\"]}\n");
        }
        Eventually.until(
                "its chunks are stored",
                () -> server.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM recording_chunk WHERE session_id = ?",
                                        Integer.class,
                                        chain.id)
                        == chunks);
        if (ended) {
            GATEWAY.emit(chain, chain.ended("done", chunks));
            Eventually.until(
                    "its end is stored",
                    () -> server.get("/v1/sessions/" + chain.id, "auditor")
                            .body()
                            .contains("ENDED"));
        }
        return chain;
    }

    private static HttpResponse<String> post(String path, String who, String body) {
        return server.send(
                "POST", path, AuditServer.ISSUER.token(who).roles("auditor").sign(), body);
    }

    private static HttpResponse<String> replay(Chain chain) {
        return server.get("/v1/sessions/" + chain.id + "/recording", "auditor");
    }

    private static void assertSound() throws NoteException {
        LogReader auditor = new LogReader(server);
        assertThat(auditor.verify(auditor.checkpointOfNow(), List.of())).isInstanceOf(Verdict.Sound.class);
    }
}
