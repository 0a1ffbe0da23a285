// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.local.process.ManagedProcess;
import dev.portcullis.local.process.PidFile;
import dev.portcullis.local.process.StartFailed;
import dev.portcullis.local.process.StartOrder;
import dev.portcullis.local.service.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Starts everything, watches it, and stops it again when told to.
final class Up {

    /// The pid file of the launcher itself.
    static final String LAUNCHER = "portcullis";

    /// Exists while everything is ready; holds the launcher's process id.
    static final String READY = "ready";

    /// Whoever just started it wants to use it first.
    private static final Duration BEFORE_REHEARSALS = Duration.ofSeconds(10);

    private final LocalHome home;
    private final Ports asked;
    private final ExternalServers external;
    private final Path repository;
    private final Terminal terminal;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Parts parts;

    Up(LocalHome home, Ports asked, ExternalServers external, Path repository, Terminal terminal, Clock clock) {
        this.home = home;
        this.asked = asked;
        this.external = external;
        this.repository = repository;
        this.terminal = terminal;
        this.clock = clock;
    }

    /// Returns when all is ready.
    ///
    /// @throws StartFailed with what went wrong; everything started by then is stopped again
    void start() throws IOException, InterruptedException {
        Instant begin = clock.instant();
        makeFolders();
        PidFile own = new PidFile(home.run().resolve(LAUNCHER + ".pid"));
        own.living().ifPresent(other -> {
            throw new StartFailed("Portcullis runs already (process " + other.pid() + "). ./portcullis status shows it,"
                    + " ./portcullis down stops it.");
        });
        new Leftovers(home.run(), terminal).stop();
        DiskSpace.require(home.directory(), alreadyUsed() ? DiskSpace.LATER_RUN : DiskSpace.FIRST_RUN);
        Ports ports = PortCheck.settle(asked, external);
        own.write(ProcessHandle.current());
        Files.deleteIfExists(home.run().resolve(READY));
        ports.write(home.ports());
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        terminal.say("Starting Portcullis in " + home.directory());
        startAll(ports);
        terminal.say("Portcullis is ready (after %.1f s)"
                .formatted(Duration.between(begin, clock.instant()).toMillis() / 1000.0));
        terminal.say(Welcome.text(home, ports));
        Files.writeString(
                home.run().resolve(READY),
                String.valueOf(ProcessHandle.current().pid()));
    }

    private void startAll(Ports ports) throws IOException, InterruptedException {
        Installation installation = Installation.prepare(home, ports, external, repository, terminal, clock);
        Parts all = new Parts(
                installation, plan -> new ManagedProcess(plan, home.logs(), home.run(), terminal::say, clock));
        parts = all;
        StartOrder order = new StartOrder();
        all.addTo(order);
        order.await();
        if (installation.jars().keySet().containsAll(Set.of(Service.GATEWAY, Service.POLICY))) {
            Path connections = installation.settings().seed().resolve("connections");
            new SampleConnections(home, connections).bringUpToDate();
        }
    }

    private boolean alreadyUsed() {
        return Files.isDirectory(home.directory().resolve("postgres"));
    }

    private void makeFolders() throws IOException {
        try {
            Files.createDirectories(home.directory());
            for (Path folder : List.of(home.tls(), home.secrets(), home.run(), home.logs())) {
                Files.createDirectories(folder);
            }
            Files.setPosixFilePermissions(home.secrets(), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new StartFailed(
                    "Portcullis cannot use the folder " + home.directory() + ": " + e.getMessage() + ". Set "
                            + LocalHome.VARIABLE + " to one it can write to.",
                    e);
        }
    }

    /// Returns when everything has been stopped. Meanwhile, what makes the next start faster is made.
    ///
    /// @param withCaches whether it is
    void stayInForeground(boolean withCaches) throws InterruptedException {
        Parts running = parts;
        if (withCaches && running != null && !stopped.await(BEFORE_REHEARSALS.toSeconds(), TimeUnit.SECONDS)) {
            try {
                running.rehearse();
            } catch (Exception e) {
                terminal.say("No start-up caches were made: " + e.getMessage());
            }
        }
        stopped.await();
    }

    private void stop() {
        terminal.say("Stopping");
        try {
            Files.deleteIfExists(home.run().resolve(READY));
        } catch (IOException _) {
            // it names this process, which is about to be gone
        }
        Parts running = parts;
        if (running != null) {
            running.stop();
        }
        new PidFile(home.run().resolve(LAUNCHER + ".pid")).delete();
        terminal.say("Stopped");
        stopped.countDown();
    }
}
