// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {

    private static final SignerKey KEY = SignerKey.generate("log.example/test");
    private static final String VKEY = KEY.verifier().vkey();
    private static final String OTHER =
            SignerKey.generate("log.example/test").verifier().vkey();
    private static final int SIZE = 20;

    @TempDir
    Path folder;

    private final List<byte[]> events = new ArrayList<>();
    private final List<Digest> leaves = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void exportALog() throws Exception {
        Digest prev = Digest.ZERO;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < SIZE; i++) {
            byte[] event = """
                    {"class_uid":6005,"time":1785672000123,"metadata":{"uid":"event-%d","sequence":%d,"correlation_uid":"s-1"},\
                    "unmapped":{"portcullis":{"kind":"command.intent","prev":"%s"}}}""".formatted(i, i + 1, prev.hex()).getBytes(UTF_8);
            LoggedLeaf logged = LoggedLeaf.ofEvent(event, salt(i));
            lines.append(line(i, event, logged));
            events.add(event);
            leaves.add(logged.entry().leafHash());
            prev = Digest.sha256(event);
        }
        Files.writeString(folder.resolve("entries.ndjson"), lines);
        Files.writeString(folder.resolve("checkpoint"), note(SIZE));
        Files.writeString(folder.resolve("earlier"), note(7));
        Files.write(folder.resolve("event"), events.get(5));
        Files.writeString(folder.resolve("proof"), proof(5));
    }

    @Test
    void holdsAnExportToWhatGatewaysSigned() {
        String gateway = SignerKey.generate("gw").verifier().vkey();
        Verify verify = new Verify(new PrintStream(printed, true, UTF_8));
        assertThat(verify.run("--gateway", gateway, "export", VKEY, folder.toString()))
                .isZero();
        assertThat(printed.toString(UTF_8)).contains("0 heartbeats of gateways, and what they name is there");
        printed.reset();
        assertThat(run("export", VKEY, "")).isZero();
        assertThat(printed.toString(UTF_8)).doesNotContain("heartbeats");
        assertThat(verify.run("--gateway", "none", "export", VKEY, folder.toString()))
                .isEqualTo(2);
    }

    @Test
    void tellsASignedCheckpointFromAnother() {
        assertThat(run("checkpoint", VKEY, "checkpoint")).isZero();
        assertThat(printed.toString(UTF_8)).contains("sound: log.example/test signed 20 entries");
        assertThat(run("checkpoint", OTHER, "checkpoint")).isEqualTo(1);
        assertThat(run("checkpoint", VKEY, "entries.ndjson")).isEqualTo(1);
        assertThat(run("checkpoint", VKEY, "none")).isEqualTo(1);
        assertThat(run("checkpoint", "none", "checkpoint")).isEqualTo(1);
    }

    @Test
    void provesOneEventAndNoOther() throws Exception {
        assertThat(run("event", VKEY, "proof", "event")).isZero();
        assertThat(printed.toString(UTF_8)).contains("event event-5, number 6 of s-1");
        assertThat(run("event", OTHER, "proof", "event")).isEqualTo(1);
        for (int i = 0; i < SIZE; i++) {
            Files.write(folder.resolve("event"), events.get(i));
            assertThat(run("event", VKEY, "proof", "event")).isEqualTo(i == 5 ? 0 : 1);
        }
        Files.write(folder.resolve("event"), events.get(5));
        String proof = Files.readString(folder.resolve("proof"));
        for (String other : List.of("", "extra " + "A".repeat(43) + "=\n")) {
            Files.writeString(folder.resolve("proof"), proof.replaceFirst("extra .*\n", other));
            assertThat(run("event", VKEY, "proof", "event")).isEqualTo(1);
        }
        Files.writeString(folder.resolve("proof"), proof(2));
        Files.write(folder.resolve("event"), events.get(2));
        assertThat(run("event", VKEY, "proof", "event")).isZero();
        Files.writeString(folder.resolve("event"), "{}");
        assertThat(run("event", VKEY, "proof", "event")).isEqualTo(1);
    }

    @Test
    void checksAWholeLogAgainstItsCheckpointAndEarlierOnes() throws IOException {
        assertThat(run("export", VKEY, "", "earlier")).isZero();
        assertThat(printed.toString(UTF_8)).contains("sound: 20 entries, 1 sessions");
        assertThat(run("export", OTHER, "")).isEqualTo(1);
        Files.writeString(
                folder.resolve("earlier"),
                new Checkpoint("log.example/test", 7, Digest.ZERO).sign(KEY).note());
        assertThat(run("export", VKEY, "", "earlier")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("the first 7 events do not give the root");
    }

    @Test
    void namesTheLineThatWasAlteredWhateverItBecame() throws IOException {
        List<String> good = Files.readAllLines(folder.resolve("entries.ndjson"));
        for (String bent : List.of("", "no json", "{}", good.get(3), good.get(9).replace("event-9", "\\u001b[2J"))) {
            List<String> lines = new ArrayList<>(good);
            lines.set(9, bent);
            Files.write(folder.resolve("entries.ndjson"), lines);
            printed.reset();
            assertThat(run("export", VKEY, "")).isEqualTo(1);
            assertThat(printed.toString(UTF_8))
                    .contains("NOT SOUND", "index   9")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void showsOneSessionOfASoundLogOnly() throws IOException {
        assertThat(run("session", VKEY, "", "s-1")).isZero();
        assertThat(printed.toString(UTF_8)).contains("20  2026-08-02T12:00:00.123Z  command.intent");
        assertThat(run("session", VKEY, "", "s-2")).isEqualTo(1);
        List<String> lines = Files.readAllLines(folder.resolve("entries.ndjson"));
        Files.write(folder.resolve("entries.ndjson"), lines.subList(0, 19));
        printed.reset();
        assertThat(run("session", VKEY, "", "s-1")).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("ends after 19").doesNotContain("command.intent");
    }

    @Test
    void believesNoCheckpointThatNoWitnessSaw() throws IOException {
        String witness = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
        String at = folder.toString();
        for (List<String> what : List.of(
                List.of("checkpoint", VKEY, at + "/checkpoint"),
                List.of("event", VKEY, at + "/proof", at + "/event"),
                List.of("export", VKEY, at),
                List.of("session", VKEY, at, "s-1"))) {
            List<String> words = new ArrayList<>(List.of("--witness", witness));
            words.addAll(what);
            printed.reset();
            assertThat(verify(words)).as(what.toString()).isEqualTo(1);
            assertThat(printed.toString(UTF_8)).contains("0 of the 1 witnesses", "missing: remora.n621.de");
            words.addAll(2, List.of("--quorum", "0"));
            assertThat(verify(words)).isZero();
        }
        assertThat(verify(List.of("--witness", "none", "checkpoint", VKEY, at))).isEqualTo(2);
        assertThat(verify(List.of("--quorum", "1", "checkpoint", VKEY, at))).isEqualTo(2);
        assertThat(verify(List.of("--other", "1", "checkpoint", VKEY, at))).isEqualTo(2);
    }

    private int verify(List<String> words) {
        return new Verify(new PrintStream(printed, true, UTF_8)).run(words.toArray(String[]::new));
    }

    @Test
    void saysHowItIsCalled() {
        assertThat(new Verify(new PrintStream(printed)).run()).isEqualTo(2);
        assertThat(run("prove", VKEY, "checkpoint")).isEqualTo(2);
        assertThat(run("event", VKEY, "proof")).isEqualTo(2);
        assertThat(printed.toString(UTF_8)).contains("usage: java -jar merkle-log.jar");
    }

    private int run(String what, String key, String... files) {
        List<String> arguments = new ArrayList<>(List.of(what, key));
        for (String file : files) {
            arguments.add(file.startsWith("s-") ? file : folder.resolve(file).toString());
        }
        return new Verify(new PrintStream(printed, true, UTF_8)).run(arguments.toArray(String[]::new));
    }

    private String note(int size) {
        TreeFrontier tree = new TreeFrontier();
        leaves.subList(0, size).forEach(tree::append);
        return new Checkpoint("log.example/test", size, tree.root()).sign(KEY).note();
    }

    private String proof(int index) throws NoteException {
        MerkleTree tree = new MerkleTree((level, at) -> node(level, (int) at), SIZE);
        return new TlogProof(index, tree.inclusionProof(index, SIZE).path(), SignedNote.parse(note(SIZE)), salt(index))
                .text();
    }

    private Digest node(int level, int at) {
        return level == 0 ? leaves.get(at) : TreeHashing.node(node(level - 1, 2 * at), node(level - 1, 2 * at + 1));
    }

    /// The first entries are from before there were salts.
    private static Salt salt(int index) {
        return index < 5
                ? Salt.NONE
                : Salt.of(Digest.sha256(new byte[] {(byte) index}).bytes());
    }

    private static String line(int index, byte[] event, LoggedLeaf logged) {
        StoredLeaf.Columns c = logged.columns();
        return """
                {"index":%d,"eventId":"%s","session":"%s","seq":%d,"prev":"%s","leafHash":"%s","event":"%s","kind":"%s",\
                "classUid":%d,"time":"%s","sha256":"%s","salt":"%s"}
                """.formatted(
                        index,
                        logged.entry().leafId(),
                        c.session(),
                        c.seq(),
                        c.prev(),
                        logged.entry().leafHash().hex(),
                        Base64.getEncoder().encodeToString(event),
                        c.kind(),
                        c.classUid(),
                        c.time(),
                        c.sha256(),
                        c.salt());
    }
}
