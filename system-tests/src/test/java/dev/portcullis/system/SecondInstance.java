// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.portcullis.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One more of a service beside the run's own: the same program with the same settings, on other ports.
final class SecondInstance implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final RunningPortcullis portcullis;
    private final String part;
    private final int port = FreePort.find();
    private final int healthPort;
    private final List<String> command;
    private Process process;

    private SecondInstance(RunningPortcullis portcullis, String part, int healthPort, List<String> more) {
        this.portcullis = portcullis;
        this.part = part;
        this.healthPort = healthPort == 0 ? port : healthPort;
        this.command = new ArrayList<>(commandOf(portcullis.pid(part)));
        this.command.add("--server.port=" + port);
        this.command.addAll(more);
        this.process = start();
    }

    /// Another approval or audit service.
    static SecondInstance of(RunningPortcullis portcullis, String part) {
        return new SecondInstance(portcullis, part, 0, List.of());
    }

    /// Another gateway, with a journal of its own, before these services.
    ///
    /// @param postgres the port of its listener
    static SecondInstance gateway(RunningPortcullis portcullis, int postgres, int approval, int audit, Path journal) {
        int management = FreePort.find();
        return new SecondInstance(
                portcullis,
                "gateway",
                management,
                List.of(
                        "--management.server.port=" + management,
                        "--portcullis.postgres.port=" + postgres,
                        "--portcullis.audit.instance=gateway-2",
                        "--portcullis.audit.directory=" + journal,
                        "--portcullis.services.approval=http://127.0.0.1:" + approval,
                        "--portcullis.services.audit=http://127.0.0.1:" + audit));
    }

    int port() {
        return port;
    }

    /// Waits until it serves.
    void awaitReady() {
        URI health = URI.create("http://127.0.0.1:" + healthPort + "/actuator/health");
        try (HttpClient http = HttpClient.newHttpClient()) {
            await("a second " + part)
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> http.send(
                                            HttpRequest.newBuilder(health)
                                                    .timeout(Duration.ofSeconds(5))
                                                    .build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
    }

    /// Ends it without warning, and starts it again.
    void killAndRestart() throws InterruptedException {
        process.destroyForcibly().waitFor();
        Thread.sleep(Duration.ofSeconds(2));
        process = start();
        awaitReady();
    }

    /// Asks it to stop, as a rolling update does, and starts it again.
    void roll() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s stops when asked", part)
                .isTrue();
        process = start();
        awaitReady();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(command)
                    .directory(portcullis.home().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(portcullis
                            .home()
                            .resolve("logs/second-" + part + ".log")
                            .toFile()))
                    .start();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> commandOf(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
            return Stream.of(line.split("\0", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
