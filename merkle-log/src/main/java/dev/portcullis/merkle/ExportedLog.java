// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A log as it was taken home: a folder with the file `checkpoint` and the file `entries.ndjson`, one entry of
/// `GET /v1/log/entries` per line; where the log has changed its key, with the file `keys`. Lines are
/// read as they are needed, so a log of any size can be checked.
public final class ExportedLog implements Iterator<StoredLeaf>, AutoCloseable {

    private final String checkpoint;
    private final List<String> keys;
    private final BufferedReader lines;
    private long number;
    private @Nullable String next;

    private ExportedLog(String checkpoint, List<String> keys, BufferedReader lines) throws IOException {
        this.checkpoint = checkpoint;
        this.keys = keys;
        this.lines = lines;
        this.next = lines.readLine();
    }

    /// Opens the folder. Whoever opens it closes it.
    public static ExportedLog open(Path folder) throws IOException {
        Path keys = folder.resolve("keys");
        return new ExportedLog(
                Files.readString(folder.resolve("checkpoint")),
                Files.exists(keys) ? KeySuccession.split(Files.readString(keys)) : List.of(),
                Files.newBufferedReader(folder.resolve("entries.ndjson"), StandardCharsets.UTF_8));
    }

    /// The checkpoint that came with it.
    public String checkpoint() {
        return checkpoint;
    }

    /// What the log's keys said of their successors, if that came with it ([KeySuccession]).
    public List<String> keys() {
        return keys;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public StoredLeaf next() {
        String line = next;
        if (line == null) {
            throw new NoSuchElementException();
        }
        try {
            next = lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return leaf(line, number++);
    }

    // An entry that cannot be read takes the place of the one that should be there, and is found not to be it.
    private static StoredLeaf leaf(String line, long at) {
        try {
            Map<String, Object> entry = JsonCursor.members(line.getBytes(StandardCharsets.UTF_8));
            return new StoredLeaf(
                    number(entry, "index"),
                    text(entry, "eventId"),
                    Digest.fromHex(text(entry, "leafHash")),
                    StoredLeaf.Content.of(Base64.getDecoder().decode(text(entry, "event"))),
                    new StoredLeaf.Columns(
                            text(entry, "session"),
                            number(entry, "seq"),
                            text(entry, "prev"),
                            text(entry, "kind"),
                            number(entry, "classUid"),
                            text(entry, "time"),
                            text(entry, "sha256"),
                            text(entry, "salt")));
        } catch (NoteException | IllegalArgumentException e) {
            return new StoredLeaf(
                    at,
                    "",
                    Digest.ZERO,
                    StoredLeaf.Content.of(new byte[0]),
                    new StoredLeaf.Columns("", 0, "", "", 0, "", ""));
        }
    }

    private static String text(Map<String, Object> entry, String name) {
        return entry.get(name) instanceof String text ? text : "";
    }

    private static long number(Map<String, Object> entry, String name) {
        return entry.get(name) instanceof Long number ? number : -1;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
