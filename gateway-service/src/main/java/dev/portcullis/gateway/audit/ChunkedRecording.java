// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.connection.Connection.RecordingLevel;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.RecordingBound;
import dev.portcullis.gateway.access.SessionRecording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One session's recording: lines gathered until they are worth a chunk, or old enough. Bounded per command and as a
/// whole. It says what there is no room for; whoever asks decides what becomes of that, and what is left out is left
/// out behind a line that says so. Lines other than rows are always written.
final class ChunkedRecording implements SessionRecording {
    /// Of so many commands at once it is counted what is recorded of their answers; the answer of one more has no room.
    private static final int MAX_OPEN_COMMANDS = 256;

    private static final int MAX_PAST_COMMANDS = 16;

    private final String sessionId;
    private final long startedAt;
    private final boolean full;
    private final ChunkWriter writer;
    private final RecordingProperties bounds;
    private final ShownTexts texts;

    /// Until its outcome nothing of a command is forgotten, else it would have as much room again.
    private final Map<String, Spent> commands = new HashMap<>(4);

    /// The last commands that are over, of which rows may still come: these take no place of one that is open, and
    /// have no room anew.
    private final LinkedHashMap<String, Spent> past = new LinkedHashMap<>(4);

    /// Only while there is something in it: an idle session holds no buffer.
    private @Nullable JsonBuffer lines;

    private long oldestLine;
    private long chunks;
    private long written;
    private boolean over;

    ChunkedRecording(
            String sessionId,
            long startedAt,
            RecordingLevel level,
            ChunkWriter writer,
            RecordingProperties bounds,
            ShownTexts texts) {
        this.sessionId = sessionId;
        this.startedAt = startedAt;
        this.full = level == RecordingLevel.FULL;
        this.writer = writer;
        this.bounds = bounds;
        this.texts = texts;
    }

    @Override
    public boolean recordsRows() {
        return full;
    }

    @Override
    public synchronized boolean wantsRows(String commandId) {
        if (!full || over) {
            return false;
        }
        Spent spent = spent(commandId);
        return spent == null || !spent.cut;
    }

    @Override
    public synchronized void line(RecordingLine.Kind kind, String commandId, List<@Nullable String> values) {
        write(kind, commandId, kind == RecordingLine.Kind.COMMAND ? shown(values) : values);
    }

    /// The command has its outcome: each of its statements may have been complete long before.
    synchronized void over(String commandId) {
        if (!full) {
            return;
        }
        Spent spent = commands.remove(commandId);
        if (spent != null) {
            past.put(commandId, spent);
        } else {
            past.computeIfAbsent(commandId, _ -> new Spent());
        }
        if (past.size() > MAX_PAST_COMMANDS) {
            past.pollFirstEntry();
        }
    }

    private @Nullable Spent spent(String commandId) {
        Spent open = commands.get(commandId);
        return open == null ? past.get(commandId) : open;
    }

    private Spent spending(String commandId) {
        Spent late = past.get(commandId);
        return late == null ? commands.computeIfAbsent(commandId, _ -> new Spent()) : late;
    }

    @Override
    public synchronized @Nullable RecordingBound roomFor(CommandRequest command) {
        long longest = command.text().length();
        for (String value : command.parameters()) {
            longest = Math.max(longest, length(value));
        }
        // Bodies are recorded in pieces, values of a database whole.
        boolean isCut = longest > LONGEST_VALUE
                && switch (command.facts()) {
                    case SqlFacts _ -> true;
                    case HttpFacts _, ToolFacts _ -> command.text().length() > LONGEST_VALUE;
                };
        long size = command.text().length() + size(command.parameters());
        if (written + size > bounds.maxSessionBytes().toBytes()) {
            return ofSession();
        }
        if (size > bounds.maxBytes().toBytes()) {
            return ofCommand();
        }
        return isCut ? ofValue() : null;
    }

    @Override
    public synchronized @Nullable RecordingBound roomFor(String commandId, List<@Nullable String> values) {
        if (!wantsRows(commandId)) {
            return null;
        }
        Spent spent = spent(commandId);
        long rows = spent == null ? 0 : spent.rows;
        long characters = spent == null ? 0 : spent.characters;
        long size = size(values);
        if (written + size > bounds.maxSessionBytes().toBytes()) {
            return ofSession();
        }
        if (spent == null && commands.size() >= MAX_OPEN_COMMANDS) {
            return new RecordingBound(
                    RecordingBound.Of.COMMAND, "the answers of " + MAX_OPEN_COMMANDS + " open commands");
        }
        if (rows >= bounds.maxRows()) {
            return new RecordingBound(RecordingBound.Of.COMMAND, bounds.maxRows() + " rows of a command");
        }
        if (characters + size > bounds.maxBytes().toBytes()) {
            return ofCommand();
        }
        if (writer.isFull()) {
            return new RecordingBound(
                    RecordingBound.Of.COMMAND, rows + " rows, which come faster than they are written");
        }
        for (String value : values) {
            if (length(value) > LONGEST_VALUE) {
                return ofValue();
            }
        }
        return null;
    }

    @Override
    public synchronized void row(String commandId, List<@Nullable String> values) {
        if (!wantsRows(commandId)) {
            return;
        }
        Spent spent = spending(commandId);
        spent.rows++;
        spent.characters += size(values);
        write(RecordingLine.Kind.ROW, commandId, values);
    }

    @Override
    public synchronized void leaveOut(String commandId, String what) {
        if (wantsRows(commandId)) {
            spending(commandId).cut = true;
            write(RecordingLine.Kind.TRUNCATED, commandId, List.of(what));
        }
    }

    private RecordingBound ofSession() {
        return new RecordingBound(
                RecordingBound.Of.SESSION, bounds.maxSessionBytes().toBytes() + " bytes of a session");
    }

    private RecordingBound ofCommand() {
        return new RecordingBound(RecordingBound.Of.COMMAND, bounds.maxBytes().toBytes() + " characters of a command");
    }

    private static RecordingBound ofValue() {
        return new RecordingBound(RecordingBound.Of.VALUE, LONGEST_VALUE + " characters of a value");
    }

    private static long size(List<@Nullable String> values) {
        long size = 0;
        for (String value : values) {
            size += length(value);
        }
        return size;
    }

    private static int length(@Nullable String value) {
        return value == null ? 4 : value.length();
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
        int before = out.size();
        out.open().name("t").number(Math.max(0, now - startedAt));
        out.name("k").text(kind.name()).name("c").text(commandId).name("v").openArray();
        for (String value : values) {
            if (value == null) {
                out.nothing();
            } else {
                String kept = Details.head(value, LONGEST_VALUE);
                cut |= kept.length() < value.length();
                out.text(kept);
            }
        }
        out.closeArray().close().newLine();
        written += out.size() - before;
        if (out.size() >= bounds.chunkSize().toBytes()) {
            flush();
        }
        if (cut) {
            write(RecordingLine.Kind.TRUNCATED, commandId, List.of("a value was cut after " + LONGEST_VALUE));
        }
    }

    private List<@Nullable String> shown(List<@Nullable String> values) {
        List<@Nullable String> shown = new ArrayList<>(values.size());
        for (String value : values) {
            shown.add(value == null ? null : texts.of(value).text());
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
