// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Makes the caches that are missing: each program is started once more, told to end as soon as it could work, with the
/// lowest priority and one after the other. Whatever goes wrong here only means a slower start next time.
public final class Rehearsals {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final List<String> LOWEST_PRIORITY = List.of("nice", "-n", "19");

    private final StartupCaches caches;
    private final Path log;
    private final Path directory;
    private volatile boolean stopped;
    private volatile @Nullable Process running;

    /// Rehearsals that write to a log and work in a folder of their own.
    ///
    /// @param caches where the results go
    /// @param log takes the programs' output
    /// @param directory a folder for whatever they write; its contents do not matter
    public Rehearsals(StartupCaches caches, Path log, Path directory) {
        this.caches = caches;
        this.log = log;
        this.directory = directory;
    }

    /// Whether a program has neither a cache nor failed to get one.
    public boolean isMissing(JavaProgram program) {
        return !Files.exists(caches.fileFor(program)) && !Files.exists(caches.failureOf(program));
    }

    /// Returns when there is nothing left to do, or after [#stop].
    public void run(List<JavaProgram> programs) throws IOException, InterruptedException {
        Files.createDirectories(caches.directory());
        Files.createDirectories(directory);
        for (JavaProgram program : programs) {
            if (!stopped && isMissing(program)) {
                rehearse(program);
            }
        }
    }

    private void rehearse(JavaProgram program) throws IOException, InterruptedException {
        Path made = Files.createTempFile(caches.directory(), "unfinished-" + program.name(), ".aot");
        Files.delete(made);
        List<String> command = new ArrayList<>(LOWEST_PRIORITY);
        command.addAll(program.rehearsalCommand(
                List.of("-XX:AOTCacheOutput=" + made, "-Dspring.context.exit=onRefresh", "-Xlog:aot=off")));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // the launcher's own variables would be read as settings
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        Process rehearsal = builder.start();
        running = rehearsal;
        boolean ended = rehearsal.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        rehearsal.destroyForcibly();
        // A program that fails leaves a cache as well: of the way to its failure.
        boolean succeeded = ended && rehearsal.exitValue() == 0;
        if (stopped) {
            Files.deleteIfExists(made);
        } else if (succeeded && Files.exists(made)) {
            Files.move(made, caches.fileFor(program), StandardCopyOption.ATOMIC_MOVE);
            caches.forgetOthers(program);
        } else {
            Files.deleteIfExists(made);
            Files.writeString(caches.failureOf(program), "see " + log + "\n");
        }
    }

    /// Ends what runs, and begins nothing more.
    public void stop() {
        stopped = true;
        Process rehearsal = running;
        if (rehearsal != null) {
            rehearsal.descendants().forEach(ProcessHandle::destroyForcibly);
            rehearsal.destroyForcibly();
        }
    }
}
