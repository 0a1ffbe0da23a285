// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Remembers a process by its id *and* the moment it started, so that a file left behind never names a stranger that
/// got the same id later.
///
/// @param file the file
public record PidFile(Path file) {

    /// The start time is derived from the boot time, which moves a little when the clock is set.
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    /// Writes down a process.
    public void write(ProcessHandle process) throws IOException {
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        Files.writeString(file, process.pid() + " " + started + "\n");
    }

    /// The process, if it still lives.
    public Optional<ProcessHandle> living() {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            Instant started = Instant.ofEpochMilli(Long.parseLong(words[1]));
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> startedAround(process, started));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
            return Optional.empty(); // no file, or one that was cut short: nothing is known to live
        }
    }

    /// Forgets the process.
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // a file that stays behind names a dead process, which is harmless
        }
    }

    private static boolean startedAround(ProcessHandle process, Instant expected) {
        return process.info()
                .startInstant()
                .map(actual -> Duration.between(expected, actual).abs().compareTo(TOLERANCE) <= 0)
                .orElse(true);
    }
}
