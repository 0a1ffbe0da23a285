// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.KeySuccession;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.LogVerifier;
import dev.portcullis.merkle.LogVerifier.Verdict;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.merkle.WitnessPolicy;
import dev.portcullis.merkle.evidence.BundleVerifier;
import dev.portcullis.testing.KafkaBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A log that goes from one key to the next, as operations.md says.
class LogKeyIT {

    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final SignerKey NEXT = SignerKey.generate("log.example/test");

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void goesOnUnderTheNextKeyForWhoeverHasTheFirstAndTheNewOneAlone() throws Exception {
        AuditServer.Place place = AuditServer.Place.create(BROKER);
        final LogKeys first;
        final String kept;
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(BROKER)) {
            Chain chain = new Chain("s");
            gateway.emit(chain, chain.started("agent", "orders"), chain.ended("done", 0));
            Eventually.until("it is stored", () -> stored(server, chain.id) == 2);
            LogReader auditor = new LogReader(server);
            first = LogKeys.of(auditor.key());
            kept = auditor.checkpointOfNow();
            assertThat(server.get("/v1/log/keys", "auditor").body()).isEmpty();
        }
        String old = Files.readString(place.keyFile());

        // 1. Both sign, and the first says who the next one is.
        Files.writeString(place.keyFile(), NEXT.secretText(), StandardOpenOption.APPEND);
        final String both;
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until(
                    "it is announced",
                    () -> !server.get("/v1/log/keys", "auditor").body().isEmpty());
            // The key that is shown is one that has signed.
            Eventually.until("it signs", () -> shows(server, NEXT));
            both = new LogReader(server).checkpointOfNow();
            assertThat(Checkpoint.open(both, first)).isEqualTo(Checkpoint.open(both, NEXT.verifier()));
            assertThat(verify(server, first, both, kept)).isInstanceOf(Verdict.Sound.class);
        }
        // Once more: it is announced once.
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until("it signs", () -> shows(server, NEXT));
            new LogReader(server).checkpointOfNow();
            assertThat(KeySuccession.split(server.get("/v1/log/keys", "auditor").body()))
                    .hasSize(1);
        }

        // 2. The next one alone.
        Files.writeString(place.keyFile(), NEXT.secretText());
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(BROKER)) {
            Chain chain = new Chain("s");
            gateway.emit(chain, chain.started("agent", "orders"), chain.ended("done", 0));
            Eventually.until("it is stored", () -> stored(server, chain.id) == 2);
            LogReader auditor = new LogReader(server);
            Eventually.until("the next key signs alone", () -> !opens(auditor.checkpoint(), first));
            String now = auditor.checkpointOfNow();
            LogKeys followed = first.following(
                    KeySuccession.split(server.get("/v1/log/keys", "auditor").body()));
            assertThat(verify(server, followed, now, kept, both)).isInstanceOf(Verdict.Sound.class);
            assertThat(verify(server, LogKeys.of(NEXT.verifier()), now, both)).isInstanceOf(Verdict.Sound.class);
            // Who does not know of the announcement believes nothing.
            assertThat(verify(server, first, now, kept)).isInstanceOf(Verdict.Unsound.class);
            bundleCarriesWhatIsNeeded(server, first);
        }

        // The first one is past: it does not come back.
        Files.writeString(place.keyFile(), old);
        refuses(place);
    }

    @Test
    void signsNothingUnderAKeyThatWasNeverAnnounced() throws Exception {
        AuditServer.Place place = AuditServer.Place.create(BROKER);
        try (AuditServer server = AuditServer.start(place);
                Gateway gateway = new Gateway(BROKER)) {
            Chain chain = new Chain("s");
            gateway.emit(chain, chain.started("agent", "orders"));
            Eventually.until("it is stored", () -> stored(server, chain.id) == 1);
            new LogReader(server).checkpointOfNow();
        }
        Files.writeString(
                place.keyFile(), SignerKey.generate("log.example/test").secretText());
        refuses(place);
    }

    private static void refuses(AuditServer.Place place) throws InterruptedException {
        try (AuditServer server = AuditServer.start(place)) {
            Eventually.until(
                    "it is noticed",
                    () -> server.get("/actuator/health", "operator").body().contains("was signed by another key"));
            Long before = signed(server);
            Thread.sleep(700);
            assertThat(signed(server)).isEqualTo(before);
            assertThat(server.get("/actuator/health", "operator").statusCode()).isEqualTo(503);
        }
    }

    private static void bundleCarriesWhatIsNeeded(AuditServer server, LogKeys first)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                server.evidence("{\"from\":\"2026-07-01T00:00:00Z\",\"to\":\"2026-09-01T00:00:00Z\"}", "auditor");
        assertThat(answer.statusCode()).isEqualTo(200);
        Path file = Files.write(Files.createTempFile("bundle", ".zip"), answer.body());
        assertThat(new BundleVerifier(first, WitnessPolicy.NONE).verify(file))
                .isInstanceOf(BundleVerifier.Verdict.Sound.class);
        assertThat(new BundleVerifier(SignerKey.generate("log.example/test").verifier()).verify(file))
                .isInstanceOf(BundleVerifier.Verdict.Unsound.class);
    }

    private static Verdict verify(AuditServer server, LogKeys keys, String newest, String... earlier)
            throws NoteException {
        return new LogVerifier(keys)
                .verify(newest, List.of(earlier), new LogReader(server).leaves().iterator());
    }

    private static boolean shows(AuditServer server, SignerKey key) {
        String vkey = server.get("/v1/log/vkey", "auditor").body().strip();
        return vkey.equals(key.verifier().vkey());
    }

    private static boolean opens(String note, LogKeys keys) {
        try {
            Checkpoint.open(note, keys);
            return true;
        } catch (NoteException e) {
            return false;
        }
    }

    private static Integer stored(AuditServer server, String chain) {
        return server.jdbc().queryForObject("SELECT count(*) FROM event WHERE chain_id = ?", Integer.class, chain);
    }

    private static Long signed(AuditServer server) {
        return server.jdbc().queryForObject("SELECT max(size) FROM checkpoint", Long.class);
    }
}
