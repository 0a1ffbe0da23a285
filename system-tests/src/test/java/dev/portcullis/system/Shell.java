// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs programs as a user would, within a time.
final class Shell {

    /// Runs a program to its end.
    RunningPortcullis.Output run(
            Duration limit, List<String> command, Path directory, Map<String, String> environment) {
        try {
            Path out = Files.createTempFile("portcullis-out", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " took longer than " + limit + ":\n" + Files.readString(out));
            }
            String text = Files.readString(out);
            Files.delete(out);
            return new RunningPortcullis.Output(process.exitValue(), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
