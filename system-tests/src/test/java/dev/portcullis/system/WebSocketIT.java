// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The `ws` package of the Node world, as client and as target, with Portcullis in between.
class WebSocketIT {
    private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
    private static final String SECRET = "canary-of-the-chat-server";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @TempDir
    private Path directory;

    @Test
    void messagesAreJudgedMaskedAndRecordedOneByOne() throws Exception {
        Path folder = packages();
        ProcessBuilder chat = new ProcessBuilder("node", "chat.mjs")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        chat.environment().put("CHAT_SECRET", SECRET);
        Process target = chat.start();
        try (BufferedReader said = target.inputReader()) {
            connect(said.readLine().replace("port ", ""));
            RunningPortcullis.Output output = portcullis.run(
                    Duration.ofMinutes(2),
                    List.of("node", folder.resolve("websocket.mjs").toString()),
                    Map.of(
                            "EDGE_PORT",
                            Integer.toString(portcullis.port("edge")),
                            "AGENT_TOKEN",
                            portcullis.token("agent")));
            assertThat(output.exitCode()).as(output.text()).isZero();
            assertThat(output.text().lines())
                    .contains("ok carried", "ok credential", "ok masked", "ok refused", "ok opened for whom it may");
            target.getOutputStream().close();
            assertThat(said.lines())
                    .as("what the target heard")
                    .containsExactly("heard hello", "heard who?", "heard customer?", "heard from a page", "heard who?");
        } finally {
            target.destroy();
        }
        isReplayedAsTheCallerSawIt();
    }

    private Path packages() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/node-websocket").toAbsolutePath());
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        RunningPortcullis.Output fetched =
                new Shell().run(Duration.ofMinutes(5), List.of("npm", "ci"), folder, Map.of());
        assertThat(fetched.exitCode()).as("npm ci: %s", fetched.text()).isZero();
        return folder;
    }

    private void connect(String port) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path connection = Files.writeString(directory.resolve("connection.yaml"), """
                apiVersion: portcullis.dev/v1
                kind: Connection
                metadata: {name: chat, labels: {env: chat}}
                type: http
                baseUrl: "http://localhost:%s"
                plainText: true
                api: generic
                privateAddresses: true
                websocket: {origins: ['https://chat.example']}
                credential: {use: bearer, secret: "file:%s"}
                durability: local
                recording: full
                """.formatted(port, secret));
        Path policy = Files.writeString(directory.resolve("policy.yaml"), """
                apiVersion: portcullis.dev/v1
                kind: Policy
                metadata: {name: chat}
                match: {connections: [chat]}
                rules:
                  - {name: who-may-connect, on: session, effect: allow, when: '"agents" in identity.groups'}
                  - {name: open, effect: allow, when: 'http.method == "GET" && http.path == "/chat"'}
                  - {name: say, effect: allow, when: 'http.method == "MESSAGE" && http.path == "/chat"'}
                  - {name: no-keys, effect: deny, when: 'http.findings.size() > 0', message: keep your keys}
                  - {name: personal, effect: mask, when: 'true', mask: [{detector: personal, method: redact}]}
                """);
        RunningPortcullis.Output applied =
                portcullis.script("policy", "apply", connection.toString(), policy.toString());
        assertThat(applied.exitCode()).as(applied.text()).isZero();
    }

    private void isReplayedAsTheCallerSawIt() {
        String[] replay = {""};
        await("the messages are recorded").atMost(Duration.ofMinutes(2)).until(() -> {
            JsonNode sessions = portcullis
                    .json("/api/audit/v1/sessions?connection=chat", portcullis.token("auditor"))
                    .path("items");
            StringBuilder all = new StringBuilder();
            for (JsonNode session : sessions) {
                all.append(portcullis
                        .script("replay", session.path("id").asString())
                        .text());
            }
            replay[0] = all.toString();
            return replay[0].contains("from a page") && replay[0].contains("keep your keys");
        });
        assertThat(replay[0])
                .contains("GET /chat", "MESSAGE /chat", "echo hello", "the first customer is [redacted]")
                .doesNotContain(SECRET, "jane.doe");
        await("all of it is under a checkpoint").atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            RunningPortcullis.Output verified = portcullis.script("verify");
            assertThat(verified.exitCode()).as(verified.text()).isZero();
        });
    }
}
