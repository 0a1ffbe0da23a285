// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One more of a service beside the run's own: the same program with the same settings, on other ports.
/// It does not outlive the tests, however these end.
final class SecondInstance implements AutoCloseable {
    private static final int STOP_LIMIT_SECONDS = 120;

    private final RunningPortcullis portcullis;
    private final String part;
    private final int port = FreePort.find();
    private final int healthPort;
    private final List<String> command;
    private Process process;
    private Process undertaker;

    private SecondInstance(RunningPortcullis portcullis, String part, int healthPort, List<String> more) {
        this.portcullis = portcullis;
        this.part = part;
        this.healthPort = healthPort == 0 ? port : healthPort;
        this.command = new ArrayList<>(commandOf(portcullis.pid(part)));
        this.command.add("--server.port=" + port);
        this.command.addAll(more);
        start();
    }

    /// Another approval or audit service, which is starting.
    static SecondInstance of(RunningPortcullis portcullis, String part) {
        return of(portcullis, part, List.of());
    }

    /// Another approval, audit or policy service, which is starting with these settings more.
    static SecondInstance of(RunningPortcullis portcullis, String part, List<String> more) {
        return new SecondInstance(portcullis, part, 0, more);
    }

    /// Another gateway, with a journal of its own, before these services.
    ///
    /// @param postgres the port of its listener
    static SecondInstance gateway(
            RunningPortcullis portcullis, int postgres, Path journal, List<SecondInstance> before, List<String> more) {
        int management = FreePort.find();
        List<String> settings = new ArrayList<>(List.of(
                "--management.server.port=" + management,
                "--portcullis.postgres.port=" + postgres,
                "--portcullis.audit.instance=gateway-" + postgres,
                "--portcullis.audit.directory=" + journal));
        before.forEach(
                service -> settings.add("--portcullis.services." + service.part + "=http://127.0.0.1:" + service.port));
        settings.addAll(more);
        return new SecondInstance(portcullis, "gateway", management, settings);
    }

    int port() {
        return port;
    }

    /// A request to it: to a gateway, through its edge.
    HttpResponse<String> rest(String method, String path, String token, Object body) {
        return portcullis.restAt(port, method, path, token, body);
    }

    /// Waits until it serves.
    void awaitHealthy() {
        portcullis.awaitHealthy(healthPort);
    }

    /// Asks it to stop, as a rolling update does, and starts it again.
    void roll() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("%s stops when asked", part)
                .isTrue();
        bury();
        start();
        awaitHealthy();
    }

    /// Ends it without a warning and starts it again. It may still be starting when this returns.
    void killAndStart() throws InterruptedException {
        process.destroyForcibly().waitFor();
        bury();
        start();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        bury();
    }

    private void start() {
        try {
            Path log = portcullis.home().resolve("logs/second-" + part + ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(portcullis.home().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // To Spring they would be settings.
            builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
            process = builder.start();
            // The pipe to it breaks when this virtual machine is gone, even if killed.
            undertaker = new ProcessBuilder(
                            "sh", "-c", "cat >/dev/null; kill -KILL \"$0\"", String.valueOf(process.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// It is gone, and its number may soon be somebody else's.
    private void bury() {
        undertaker.destroyForcibly();
        undertaker.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    private static List<String> commandOf(long pid) {
        try {
            String line = Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"));
            return Stream.of(line.split("\0", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
