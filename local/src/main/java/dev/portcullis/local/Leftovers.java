// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.local.process.PidFile;
import dev.portcullis.local.process.ProcessPlan;
import dev.portcullis.local.process.Stopping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Processes of a launcher that was itself killed: nobody watches them, and they hold ports and data folders.
final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> STOPPED_FIRST = List.of("gateway.pid", "approval.pid", "policy.pid", "audit.pid");
    private static final List<String> STOPPED_LAST = List.of("kafka.pid", "store.pid", "orders-db.pid");

    private final Path run;
    private final Terminal terminal;

    Leftovers(Path run, Terminal terminal) {
        this.run = run;
        this.terminal = terminal;
    }

    /// Stops them and forgets about processes that are gone.
    ///
    /// @return how many there were
    int stop() throws IOException {
        int count = 0;
        for (Path file : pidFiles()) {
            PidFile pidFile = new PidFile(file);
            var process = pidFile.living();
            if (process.isPresent()) {
                terminal.say("Stopping a process that an earlier run left behind: "
                        + file.getFileName().toString().replace(".pid", "") + " (pid "
                        + process.get().pid() + ")");
                Stopping.stop(process.get(), signalFor(file), PATIENCE);
                count++;
            }
            pidFile.delete();
        }
        return count;
    }

    private List<Path> pidFiles() throws IOException {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".pid"))
                    .sorted((a, b) -> Integer.compare(rank(a), rank(b)))
                    .toList();
        }
    }

    private static int rank(Path file) {
        String name = file.getFileName().toString();
        if (STOPPED_LAST.contains(name)) {
            return 2;
        }
        return STOPPED_FIRST.contains(name) ? 0 : 1;
    }

    private static ProcessPlan.StopSignal signalFor(Path file) {
        return switch (file.getFileName().toString()) {
            case "store.pid", "orders-db.pid" -> ProcessPlan.StopSignal.INT;
            default -> ProcessPlan.StopSignal.TERM;
        };
    }
}
