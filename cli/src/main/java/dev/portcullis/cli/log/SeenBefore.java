// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What this command line saw of the log before: its key, and the checkpoint that was found sound last. With
/// these a log that was cut back or made anew is found out, which the log alone cannot show.
///
/// @param directory where it is kept
record SeenBefore(Path directory) {

    Optional<String> key() {
        return read("log.vkey").map(String::strip);
    }

    void rememberKey(String vkey) {
        write("log.vkey", vkey + "\n");
    }

    List<String> checkpoints() {
        return read("log.checkpoint").stream().toList();
    }

    void remember(String checkpoint) {
        write("log.checkpoint", checkpoint);
    }

    private Optional<String> read(String name) {
        Path file = directory.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new CommandFailed("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private void write(String name, String text) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(directory);
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailed("Cannot write " + file + ": " + e.getMessage());
        }
    }
}
