// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.contracts.connection.Connection.RecordingLevel;
import dev.portcullis.gateway.access.SessionRecording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One session's recording: lines gathered until they are worth a chunk, or old enough. Bounded per command; what does
/// not fit is left out behind a line that says so.
final class ChunkedRecording implements SessionRecording {
    private static final int MAX_OPEN_COMMANDS = 256;
    private static final int MAX_VALUE = 64 * 1024;

    private final String sessionId;
    private final long startedAt;
    private final boolean full;
    private final ChunkWriter writer;
    private final RecordingProperties bounds;
    private final Map<String, Spent> commands = new LinkedHashMap<>(4) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Spent> eldest) {
            return size() > MAX_OPEN_COMMANDS;
        }
    };

    /// Only while there is something in it: an idle session holds no buffer.
    private @Nullable JsonBuffer lines;

    private long oldestLine;
    private long chunks;
    private boolean over;

    ChunkedRecording(
            String sessionId, long startedAt, RecordingLevel level, ChunkWriter writer, RecordingProperties bounds) {
        this.sessionId = sessionId;
        this.startedAt = startedAt;
        this.full = level == RecordingLevel.FULL;
        this.writer = writer;
        this.bounds = bounds;
    }

    @Override
    public synchronized boolean wantsRows(String commandId) {
        if (!full || over) {
            return false;
        }
        Spent spent = commands.get(commandId);
        return spent == null || !spent.cut;
    }

    @Override
    public synchronized void line(RecordingLine.Kind kind, String commandId, List<@Nullable String> values) {
        write(kind, commandId, kind == RecordingLine.Kind.COMMAND ? shown(values) : values);
        switch (kind) {
            case COMPLETE, ERROR, REFUSED -> commands.remove(commandId);
            case COMMAND, PARAMETERS, COLUMNS, ROW, TRUNCATED, NOTICE, HELD -> {
                // The command goes on.
            }
        }
    }

    @Override
    public synchronized void row(String commandId, List<@Nullable String> values) {
        if (!wantsRows(commandId)) {
            return;
        }
        Spent spent = commands.computeIfAbsent(commandId, _ -> new Spent());
        long size = 0;
        for (String value : values) {
            size += value == null ? 4 : value.length();
        }
        if (spent.rows >= bounds.maxRows()
                || spent.characters + size > bounds.maxBytes().toBytes()
                || writer.isFull()) {
            spent.cut = true;
            write(RecordingLine.Kind.TRUNCATED, commandId, List.of("rows left out after " + spent.rows));
            return;
        }
        spent.rows++;
        spent.characters += size;
        write(RecordingLine.Kind.ROW, commandId, values);
    }

    /// Hands over what has waited since before this moment.
    synchronized void flushOlderThan(long millis) {
        if (lines != null && oldestLine <= millis) {
            flush();
        }
    }

    /// Hands over the rest and takes no more.
    ///
    /// @return how many chunks there are
    synchronized long end() {
        over = true;
        if (lines != null) {
            flush();
        }
        return chunks;
    }

    private void write(RecordingLine.Kind kind, String commandId, List<@Nullable String> values) {
        if (over) {
            return;
        }
        JsonBuffer out = lines;
        long now = writer.millis();
        if (out == null) {
            out = new JsonBuffer();
            lines = out;
            oldestLine = now;
            writer.gathering(this);
        }
        boolean cut = false;
        out.open().name("t").number(Math.max(0, now - startedAt));
        out.name("k").text(kind.name()).name("c").text(commandId).name("v").openArray();
        for (String value : values) {
            if (value == null) {
                out.nothing();
            } else {
                String kept = Details.head(value, MAX_VALUE);
                cut |= kept.length() < value.length();
                out.text(kept);
            }
        }
        out.closeArray().close().newLine();
        if (out.size() >= bounds.chunkSize().toBytes()) {
            flush();
        }
        if (cut) {
            write(RecordingLine.Kind.TRUNCATED, commandId, List.of("a value was cut after " + MAX_VALUE));
        }
    }

    private static List<@Nullable String> shown(List<@Nullable String> texts) {
        List<@Nullable String> shown = new ArrayList<>();
        for (String text : texts) {
            shown.add(text == null ? null : ShownText.of(text).text());
        }
        return shown;
    }

    private void flush() {
        JsonBuffer out = lines;
        if (out != null) {
            chunks++;
            writer.chunk(sessionId, chunks, out);
            lines = null;
        }
        writer.gathered(this);
    }

    private static final class Spent {
        private long rows;
        private long characters;
        private boolean cut;
    }
}
