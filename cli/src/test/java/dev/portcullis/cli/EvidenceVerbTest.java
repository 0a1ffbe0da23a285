// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.merkle.Checkpoint;
import dev.portcullis.merkle.Salt;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.merkle.TreeFrontier;
import dev.portcullis.merkle.evidence.BundleHeader;
import dev.portcullis.merkle.evidence.BundleWriter;
import dev.portcullis.merkle.evidence.Citations;
import dev.portcullis.merkle.evidence.CitedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceVerbTest {

    private static final SignerKey KEY = SignerKey.generate("portcullis.local/audit");
    private static final String LINE = "POST /api/audit/v1/evidence";

    @TempDir
    Path folder;

    private FakeEdge edge;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        edge = new FakeEdge(home);
        edge.reply("GET /api/audit/v1/log/keys", 200, "");
        edge.reply("GET /api/audit/v1/log/vkey", 200, KEY.verifier().vkey() + "\n");
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private static byte[] bundle() throws Exception {
        byte[] event =
                """
                {"class_uid":6003,"time":1785672000123,"actor":{"user":{"uid":"auditor"}},"metadata":{"uid":"e-0","sequence":1,\
                "correlation_uid":"svc-audit"},"unmapped":{"portcullis":{"kind":"record.read","prev":"%s","evidence":{"id":"b",\
                "from":"2026-07-01T00:00:00Z","to":"2026-08-01T00:00:00Z","identity":"","connection":"","events":0,\
                "citations":"%s","mostEvents":1,"mostDays":1,"mostBytes":1}}}}""".formatted("0".repeat(64), new Citations().digest().hex()).getBytes(UTF_8);
        CitedEvent request = CitedEvent.of(0, event, Salt.NONE);
        TreeFrontier tree = new TreeFrontier();
        tree.append(request.leafHash());
        Checkpoint checkpoint = new Checkpoint("portcullis.local/audit", 1, tree.root());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BundleWriter writer = BundleWriter.begin(
                bytes,
                BundleHeader.of(request, checkpoint),
                checkpoint.sign(KEY).note(),
                List.of());
        writer.add(0, event, Salt.NONE, List.of());
        writer.finish();
        return bytes.toByteArray();
    }

    private FakeEdge.Outcome evidence(String... more) {
        String[] words = {
            "evidence", "--from", "2026-07-01", "--out", folder.resolve("b.zip").toString()
        };
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return edge.run(all);
    }

    @Test
    void writesABundleThatItFoundSound() throws Exception {
        edge.reply(LINE, bundle());

        FakeEdge.Outcome outcome = evidence("--to", "2026-08-01T00:00:00Z", "--identity", "agent");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("The bundle is sound: 0 events from 2026-07-01T00:00:00Z");
        assertThat(edge.asked().getLast().body())
                .isEqualTo(
                        "{\"from\":\"2026-07-01T00:00:00Z\",\"to\":\"2026-08-01T00:00:00Z\",\"identity\":\"agent\",\"connection\":\"\"}");
        assertThat(edge.asked().getLast().token()).isEqualTo("token of auditor");
        assertThat(edge.run("verify", "--bundle", folder.resolve("b.zip").toString())
                        .out())
                .contains("The bundle is sound");
        assertThat(evidence().err()).contains("already");
    }

    @Test
    void keepsNothingOfABundleThatIsNotSoundOrNotWhole() throws Exception {
        edge.reply(LINE, Arrays.copyOf(bundle(), 400));
        assertThat(evidence().err()).contains("NOT SOUND", "not a whole bundle");
        assertThat(folder).isEmptyDirectory();
        Files.write(folder.resolve("bent.zip"), Arrays.copyOf(bundle(), 400));
        FakeEdge.Outcome outcome =
                edge.run("verify", "--bundle", folder.resolve("bent.zip").toString());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("NOT SOUND");
    }

    @Test
    void saysWhatTheServiceRefuses() {
        edge.reply(LINE, 400, "{\"title\":\"Invalid request\",\"detail\":\"This period holds more than 5 events.\"}");
        assertThat(evidence().err()).contains("more than 5 events");
        edge.reply(LINE, 403, "{\"title\":\"Not permitted\",\"detail\":\"This token does not open this endpoint.\"}");
        assertThat(evidence().err()).contains("does not open this endpoint");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void asksForAPeriodThatIsOne() {
        assertThat(edge.run("evidence").status()).isEqualTo(2);
        assertThat(edge.run("evidence", "--from", "yesterday").err()).contains("neither a day");
    }
}
