// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.merkle.KeySuccession;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What this command line saw of the log before: its key, and the checkpoint that was found sound last. With
/// these a log that was cut back or made anew is found out, which the log alone cannot show.
///
/// @param directory where it is kept
record SeenBefore(Path directory) {

    /// The keys of the log that the edge leads to: the one that was remembered, else the one it shows now, and
    /// those that this one announced.
    LogKeys trustedKeys(Edge edge, PrintWriter out) throws InterruptedException {
        String offered = fetch(edge, "vkey").strip();
        String known = key().orElse("");
        try {
            LogKeys keys = LogKeys.parse(known.isEmpty() ? offered : known)
                    .following(KeySuccession.split(fetch(edge, "keys")));
            if (known.isEmpty()) {
                out.println("First look at this log: its key is remembered in " + directory);
                rememberKey(offered);
            } else if (!keys.believe(VerifierKey.parse(offered))) {
                throw new CommandFailed("The log is NOT SOUND: it shows another key than before, which that one did not"
                        + " announce (" + known + " then, " + SafeText.line(offered) + " now)");
            } else if (!known.equals(offered)) {
                out.println("The log goes on under another key, as the one before announced: " + offered);
                rememberKey(offered);
            }
            return keys;
        } catch (NoteException e) {
            throw new CommandFailed(
                    "The log is NOT SOUND: its key is unusable: " + SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    private static String fetch(Edge edge, String what) throws InterruptedException {
        return edge.send(Edge.Call.get("/api/audit/v1/log/" + what)).body();
    }

    private Optional<String> key() {
        return read("log.vkey").map(String::strip);
    }

    private void rememberKey(String vkey) {
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
