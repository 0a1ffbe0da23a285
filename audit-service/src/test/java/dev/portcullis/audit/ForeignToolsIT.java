// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.testing.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The page for auditors as it stands there, tried on what a real log hands out: none of our code looks at it, only
/// tools that most systems have. Where one of them is missing nothing is tried, which is said loudly, and with
/// `-Dportcullis.test.foreign-tools=required` is a failure.
class ForeignToolsIT {

    private static final Logger log = LoggerFactory.getLogger(ForeignToolsIT.class);
    private static final List<String> TOOLS = List.of("sh", "sed", "openssl", "jq", "xxd", "sha256sum", "base64");
    private static final String SOUND = "0 the event is in the log of log.example/test";
    private static final KafkaBroker BROKER = KafkaBroker.start();
    private static final String SHORT_PERIOD =
            "{\"from\":\"2026-08-02T00:00:00Z\",\"to\":\"2026-08-03T00:00:00Z\",\"identity\":\"\"}";

    private static AuditServer server;
    private static String key = "";
    private static String id = "";

    /// Out of the bundle, then into the log.
    private static String takeOut = "";

    private static String check = "";

    @TempDir
    Path folder;

    @BeforeAll
    static void readThePageAndKeepALog() throws IOException {
        List<String> missing = TOOLS.stream().filter(tool -> !isThere(tool)).toList();
        if (!missing.isEmpty()) {
            log.atError().addKeyValue("missing", missing).log("THE AUDITORS' PAGE WAS NOT TRIED");
            assertThat(System.getProperty("portcullis.test.foreign-tools", "if there"))
                    .isNotEqualTo("required");
        }
        assumeTrue(missing.isEmpty(), () -> "the auditors' page was not tried, for want of " + missing);
        String page = Files.readString(Path.of("..", "docs", "auditors.md"));
        takeOut = block(page, "jq -r 'select");
        check = block(page, "hash\\(\\)");
        server = AuditServer.start(AuditServer.Place.create(BROKER));
        try (Gateway gateway = new Gateway(BROKER)) {
            for (int i = 0; i < 7; i++) {
                Chain chain = new Chain("foreign");
                gateway.emit(chain, chain.started("agent", "orders"), chain.intent(), chain.ended("done"));
            }
        }
        Eventually.until(
                "all is stored",
                () -> server.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM event WHERE chain_id LIKE 'foreign-%'", Integer.class)
                        == 21);
        Eventually.until(
                "all of it is in a signed log",
                () -> server.get("/v1/log/proofs/" + at(20), "auditor").statusCode() == 200);
        key = server.get("/v1/log/vkey", "auditor").body().strip();
        id = at(7);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        BROKER.close();
    }

    private static boolean isThere(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }

    private static String block(String page, String beginning) {
        Matcher block = Pattern.compile("(?s)```sh\n(" + beginning + ".*?)```").matcher(page);
        assertThat(block.find())
                .as("the page has a block that begins with " + beginning)
                .isTrue();
        return block.group(1);
    }

    private static String at(long index) {
        return server.jdbc().queryForObject("SELECT event_id FROM log_leaf WHERE leaf_index = ?", String.class, index);
    }

    @Test
    void findAnEventOfABundleInTheLogAndNoOtherInItsPlace() throws Exception {
        unpack(server.evidence(SHORT_PERIOD, "auditor").body());
        assertThat(run(takeOut.replace("EVENT", id), key)).startsWith("0");
        assertThat(run(check, key)).isEqualTo(SOUND);

        byte[] event = Files.readAllBytes(folder.resolve("event.json"));
        event[event.length / 2] ^= 1;
        Files.write(folder.resolve("event.json"), event);
        assertThat(run(check, key)).startsWith("1");

        Path events = folder.resolve("events.ndjson");
        Files.writeString(events, bent(Files.readString(events), "\"salt\":\""));
        assertThat(run(takeOut.replace("EVENT", at(0)), key)).startsWith("0");
        assertThat(run(check, key)).startsWith("1");
    }

    @Test
    void findAnEventWithTheProofThatTheLogGives() throws Exception {
        for (long index : new long[] {0, 20}) {
            give(at(index));
            assertThat(run(check, key)).isEqualTo(SOUND);
        }
    }

    @Test
    void findEachByteOfAProofThatWasAltered() throws Exception {
        String proof = give(id);
        for (String before : List.of("extra ", "index 7\n", "\n\nlog.example/test\n", "\n— log.example/test ")) {
            Files.writeString(folder.resolve("event.tlog-proof"), bent(proof, before));
            assertThat(run(check, key)).as("altered behind " + before).startsWith("1");
        }
        Files.writeString(folder.resolve("event.tlog-proof"), proof.replace("index 7\n", "index 6\n"));
        assertThat(run(check, key)).startsWith("1");
    }

    @Test
    void believeNoOtherKey() throws Exception {
        give(id);
        try (TestWitness other = new TestWitness("log.example/test")) {
            assertThat(run(check, other.vkey())).startsWith("1");
        }
    }

    /// Behind what is looked for; of a signature not the key's id, by which nobody is told from anybody.
    private static String bent(String text, String before) {
        assertThat(text).contains(before);
        int at = text.indexOf(before) + before.length() + (before.contains("—") ? 20 : 0);
        char other = text.charAt(at) == '7' ? '3' : '7';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private String give(String event) throws IOException {
        Files.writeString(
                folder.resolve("event.json"),
                server.get("/v1/events/" + event, "auditor").body());
        String proof = server.get("/v1/log/proofs/" + event, "auditor").body();
        Files.writeString(folder.resolve("event.tlog-proof"), proof);
        return proof;
    }

    private void unpack(byte[] bundle) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(folder.resolve(entry.getName()), zip.readAllBytes());
            }
        }
    }

    private String run(String script, String vkey) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().put("VKEY", vkey);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        int status = process.waitFor();
        return status + " " + said.substring(said.lastIndexOf('\n') + 1);
    }
}
