// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page for auditors as it stands there: none of our code looks at the proof, only what every system has.
class ForeignToolsTest {

    private static final List<String> TOOLS = List.of("sh", "openssl", "jq", "xxd", "sha256sum", "base64");
    private static final SignerKey KEY = SignerKey.generate("log.example/test");
    private static final int SIZE = 21;

    private static String script = "";

    @TempDir
    Path folder;

    private final List<byte[]> events = new ArrayList<>();
    private final List<Salt> salts = new ArrayList<>();
    private final List<Digest> leaves = new ArrayList<>();

    @BeforeAll
    static void findTools() throws IOException {
        List<String> missing = TOOLS.stream().filter(tool -> !isThere(tool)).toList();
        assumeTrue(missing.isEmpty(), () -> "NOT RUN: the auditor's page was not tried, for want of " + missing);
        Matcher block = Pattern.compile("(?s)```sh\n(hash\\(\\).*?)```")
                .matcher(Files.readString(Path.of("..", "docs", "auditors.md")));
        assertThat(block.find()).isTrue();
        script = block.group(1);
    }

    private static boolean isThere(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    @BeforeEach
    void keepALog() throws NoteException {
        for (int i = 0; i < SIZE; i++) {
            byte[] event = """
                    {"class_uid":6005,"time":1785672000123,"metadata":{"uid":"event-%d","sequence":%d,"correlation_uid":"s-1"},\
                    "unmapped":{"portcullis":{"kind":"command.intent","prev":"%s"}}}""".formatted(i, i + 1, Digest.ZERO.hex()).getBytes(UTF_8);
            Salt salt = Salt.fresh();
            events.add(event);
            salts.add(salt);
            leaves.add(LoggedLeaf.ofEvent(event, salt).entry().leafHash());
        }
    }

    @Test
    void findTheEventInTheLogWhereverItStands() throws Exception {
        for (int index : new int[] {0, 7, 15, 20}) {
            give(index);
            assertThat(run(KEY)).isEqualTo("0 the event is in the log of log.example/test");
        }
    }

    @Test
    void findThatSomethingWasAlteredWhateverItIs() throws Exception {
        give(7);
        assertThat(run(SignerKey.generate("log.example/test"))).startsWith("1");
        for (String change :
                List.of("extra [^\n]{4}/extra AAAA", "index 7/index 6", "index 7/index 39", "\n21\n/\n20\n")) {
            String[] parts = change.split("/", -1);
            give(7);
            Path proof = folder.resolve("event.tlog-proof");
            String altered = Files.readString(proof).replaceFirst(parts[0], parts[1]);
            assertThat(altered).isNotEqualTo(Files.readString(proof));
            Files.writeString(proof, altered);
            assertThat(run(KEY)).as(change).startsWith("1");
        }
        give(7);
        Files.write(folder.resolve("event.json"), events.get(8));
        assertThat(run(KEY)).startsWith("1");
    }

    private void give(int index) throws Exception {
        TreeFrontier tree = new TreeFrontier();
        leaves.forEach(tree::append);
        SignedNote checkpoint = new Checkpoint("log.example/test", SIZE, tree.root()).sign(KEY);
        List<Digest> path =
                new MerkleTree(this::node, SIZE).inclusionProof(index, SIZE).path();
        Files.write(folder.resolve("event.json"), events.get(index));
        Files.writeString(
                folder.resolve("event.tlog-proof"), new TlogProof(index, path, checkpoint, salts.get(index)).text());
    }

    private Digest node(int level, long at) {
        return level == 0
                ? leaves.get((int) at)
                : TreeHashing.node(node(level - 1, 2 * at), node(level - 1, 2 * at + 1));
    }

    private String run(SignerKey key) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().put("VKEY", key.verifier().vkey());
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int status = process.waitFor();
        return status + " " + said.substring(said.lastIndexOf('\n') + 1);
    }
}
