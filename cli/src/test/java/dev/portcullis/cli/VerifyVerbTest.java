// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.ExportedLog;
import dev.portcullis.merkle.KeySuccession;
import dev.portcullis.merkle.LeafEnvelope;
import dev.portcullis.merkle.LogVerifier;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.merkle.TreeFrontier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class VerifyVerbTest {

    private String announced = "";
    private static final SignerKey KEY = SignerKey.generate("portcullis.local/audit");

    private FakeEdge edge;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        edge = new FakeEdge(home);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void findsAnUntouchedLogSound() {
        serve(KEY, log(5));

        FakeEdge.Outcome outcome = edge.run("verify");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("The log is sound: 5 events, 1 sessions");
    }

    @Test
    void namesTheEventThatWasChanged() {
        List<Map<String, Object>> log = log(5);
        log.get(3).put("event", base64("{\"changed\":true}"));
        serve(KEY, log(5), log);

        FakeEdge.Outcome outcome = edge.run("verify");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("NOT SOUND", "event-3", "index   3");
    }

    @Test
    void namesTheEventWhoseColumnSaysSomethingElseThanTheEvent() {
        for (String column : List.of("session", "prev", "kind", "time", "sha256")) {
            List<Map<String, Object>> log = log(5);
            log.get(3).put(column, "\u001b[2Jother");
            serve(KEY, log(5), log);

            FakeEdge.Outcome outcome = edge.run("verify");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err())
                    .contains("NOT SOUND", "the stored " + column, "event-3", "index   3")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void namesTheEventWhoseDigestBecameNonsense() {
        List<Map<String, Object>> log = log(5);
        log.get(2).put("leafHash", "zz");
        serve(KEY, log(5), log);

        assertThat(edge.run("verify").err()).contains("NOT SOUND", "event-2");
    }

    @Test
    void findsALogThatWasCutBackSinceTheLastLook() {
        serve(KEY, log(5));
        assertThat(edge.run("verify").status()).isZero();

        serve(KEY, log(4));
        FakeEdge.Outcome outcome = edge.run("verify");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("cut back");
    }

    @Test
    void goesOnFromALogThatOnlyGrew() {
        serve(KEY, log(4));
        assertThat(edge.run("verify").status()).isZero();

        serve(KEY, log(9));
        assertThat(edge.run("verify").status()).isZero();
    }

    @Test
    void refusesAnotherKeyThanTheFirst() {
        serve(KEY, log(3));
        assertThat(edge.run("verify").status()).isZero();

        serve(SignerKey.generate("portcullis.local/audit"), log(3));
        FakeEdge.Outcome outcome = edge.run("verify");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("another key");
    }

    @Test
    void followsTheFirstKeyToTheOneItAnnouncedAndToNoOther() {
        serve(KEY, log(3));
        assertThat(edge.run("verify").status()).isZero();

        SignerKey next = SignerKey.generate("portcullis.local/audit");
        announced = KeySuccession.announce(KEY, next).note();
        serve(next, log(5));
        FakeEdge.Outcome outcome = edge.run("verify");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("goes on under another key")
                .contains(next.verifier().vkey());
        // It is the one that is known now: the one before is past.
        SignerKey other = SignerKey.generate("portcullis.local/audit");
        announced += "\n\n" + KeySuccession.announce(KEY, other).note();
        serve(other, log(6));
        assertThat(edge.run("verify").err()).contains("another key");
    }

    @Test
    void believesNoLogThatItsWitnessesDidNotSee() {
        String witness = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
        serve(KEY, log(3));
        Checkpoint empty = new Checkpoint("portcullis.local/audit", 0, new TreeFrontier().root());
        edge.reply(
                "GET /api/audit/v1/log/checkpoint/witnessed",
                200,
                empty.sign(KEY).note());

        FakeEdge.Outcome outcome = edge.run("verify", "--witness", witness);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("0 of the 1 witnesses", "missing: remora.n621.de");
        assertThat(edge.run("verify", "--witness", witness, "--quorum", "0").status())
                .isZero();
        assertThat(edge.run("verify", "--witness", "none").err()).contains("cannot be asked");
    }

    @Test
    void holdsTheLogToTheGatewaysWhoseKeysItIsGiven() {
        serve(KEY, log(3));
        String gateway = SignerKey.generate("gw").verifier().vkey();

        FakeEdge.Outcome outcome = edge.run("verify", "--gateway", gateway);

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("0 heartbeats of gateways, and what they name is there.");
        assertThat(edge.run("verify").out()).doesNotContain("heartbeats");
        FakeEdge.Outcome none = edge.run("verify", "--gateway", "none");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("no gateway's key");
    }

    @Test
    void doesNotReadAPageThatPointsBackForEver() {
        serve(KEY, log(3));
        edge.reply(
                "GET /api/audit/v1/log/entries?limit=1000&from=0",
                200,
                JsonMapper.shared().writeValueAsString(Map.of("items", List.of(), "next", 0)));

        assertThat(edge.run("verify").err()).contains("the log ends after 0 events");
    }

    @Test
    void takesTheLogHomeForAVerifierWithoutAConnection(@TempDir Path home) throws Exception {
        List<Map<String, Object>> log = log(7);
        serve(KEY, log);
        Path folder = home.resolve("export");
        assertThat(edge.run("export", folder.toString()).out()).contains("7 entries written");

        try (ExportedLog exported = ExportedLog.open(folder)) {
            assertThat(new LogVerifier(KEY.verifier()).verify(exported.checkpoint(), List.of(), exported))
                    .isEqualTo(new LogVerifier.Verdict.Sound(7, 1, 0));
        }
        FakeEdge.Outcome again = edge.run("export", folder.toString());
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("already");
    }

    private static List<Map<String, Object>> log(int size) {
        List<Map<String, Object>> entries = new ArrayList<>();
        Digest previous = Digest.ZERO;
        for (int i = 0; i < size; i++) {
            String event = """
                    {"class_uid":6005,"time":1785672000123,"metadata":{"uid":"event-%d","sequence":%d,\
                    "correlation_uid":"session-1"},"unmapped":{"portcullis":{"kind":"command.intent","prev":"%s"}}}""".formatted(i, i + 1, previous.hex());
            Digest digest = Digest.sha256(event.getBytes(StandardCharsets.UTF_8));
            Map<String, Object> entry = new HashMap<>();
            entry.put("index", i);
            entry.put("eventId", "event-" + i);
            entry.put("session", "session-1");
            entry.put("seq", i + 1);
            entry.put("prev", previous.hex());
            entry.put(
                    "leafHash",
                    new LeafEnvelope("event-" + i, digest, "session-1", i + 1L, false)
                            .leafHash()
                            .hex());
            entry.put("event", base64(event));
            entry.put("kind", "command.intent");
            entry.put("classUid", 6005);
            entry.put("time", "2026-08-02T12:00:00.123Z");
            entry.put("sha256", digest.hex());
            entries.add(entry);
            previous = digest;
        }
        return entries;
    }

    private void serve(SignerKey key, List<Map<String, Object>> log) {
        serve(key, log, log);
    }

    /// Serves one log under the checkpoint of another.
    private void serve(SignerKey key, List<Map<String, Object>> signed, List<Map<String, Object>> served) {
        TreeFrontier tree = new TreeFrontier();
        signed.forEach(entry -> tree.append(Digest.fromHex((String) entry.get("leafHash"))));
        String checkpoint = new Checkpoint(key.verifier().name(), tree.size(), tree.root())
                .sign(key)
                .note();
        edge.reply("GET /api/audit/v1/log/keys", 200, announced);
        edge.reply("GET /api/audit/v1/log/vkey", 200, key.verifier().vkey() + "\n")
                .reply("GET /api/audit/v1/log/checkpoint", 200, checkpoint);
        // in pages of three
        for (int from = 0; from <= served.size(); from += 3) {
            int to = Math.min(from + 3, served.size());
            Map<String, Object> page = new HashMap<>();
            page.put("items", served.subList(from, to));
            page.put("next", to < served.size() ? to : null);
            edge.reply(
                    "GET /api/audit/v1/log/entries?limit=1000&from=" + from,
                    200,
                    JsonMapper.shared().writeValueAsString(page));
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
