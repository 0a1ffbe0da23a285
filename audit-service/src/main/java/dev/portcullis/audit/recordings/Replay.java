// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.audit.web.UnavailableException;
import dev.portcullis.contracts.audit.RecordingLine;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Puts a recording together again, chunk by chunk: never more than one of them is in memory. What is missing,
/// cannot be read or was altered is said in its place.
@Component
class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    private final RecordingChunks chunks;
    private final RecordingKeys keys;
    private final OpenedChunks opened;
    private final JsonMapper json;

    Replay(RecordingChunks chunks, RecordingKeys keys, OpenedChunks opened, JsonMapper json) {
        this.chunks = chunks;
        this.keys = keys;
        this.opened = opened;
        this.json = json;
    }

    /// How many chunks the session's last event speaks of; 0 while it runs.
    long expectedChunks(String sessionId) {
        return chunks.expected(sessionId);
    }

    /// Its chunks, in order; none if nothing was recorded.
    List<StoredChunk> chunksOf(String sessionId) {
        return chunks.inOrder(sessionId);
    }

    /// Writes the recording, of which there should be so many chunks; 0 if that is not known.
    void write(List<StoredChunk> recording, long expected, Shown shown, OutputStream out) throws IOException {
        try {
            writeAll(recording, expected, new Lines(shown, json, out), out);
        } catch (UnavailableException e) {
            log.atWarn().setCause(e).log("a recording was not replayed to its end");
            say("the rest of this recording cannot be fetched now: its store does not answer", out);
        }
        out.flush();
    }

    private void writeAll(List<StoredChunk> recording, long expected, Lines lines, OutputStream out)
            throws IOException {
        RecordingKeys.Standing key = keys.find(recording.getFirst().place().sessionId());
        int last = 0;
        for (StoredChunk chunk : recording) {
            int number = chunk.place().number();
            if (number > last + 1) {
                say("chunks " + (last + 1) + " to " + (number - 1) + " of this recording are missing", out);
            }
            if (number == last) {
                say("a second chunk " + last + " follows", out);
            }
            last = number;
            write(number, opened.open(chunk, key), lines, out);
        }
        if (last < expected) {
            say("chunks " + (last + 1) + " to " + expected + " of this recording are missing", out);
        }
    }

    private void write(int number, OpenedChunks.Content content, Lines lines, OutputStream out) throws IOException {
        switch (content) {
            case OpenedChunks.Content.Plain(var plain) -> unpack(number, plain.bytes(), lines, out);
            case OpenedChunks.Content.Altered _ ->
                say("chunk " + number + " is not the one that was logged; it is not shown", out);
            case OpenedChunks.Content.Locked(var why) -> say("chunk " + number + " " + why, out);
        }
    }

    private void unpack(int number, byte[] chunk, Lines lines, OutputStream out) throws IOException {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(chunk))) {
            copy(unpacked, lines);
        } catch (UnreadableChunkException e) {
            say("the rest of chunk " + number + " cannot be read", out);
        } catch (ZipException | EOFException e) {
            say("chunk " + number + " cannot be read", out);
        }
    }

    // Only a failure to read is the chunk's; one to write is the client's and ends the replay.
    private static void copy(InputStream unpacked, Lines lines) throws IOException {
        byte[] buffer = new byte[8192];
        while (true) {
            int read;
            try {
                read = unpacked.read(buffer);
            } catch (IOException e) {
                lines.brokenOff();
                throw new UnreadableChunkException(e);
            }
            if (read < 0) {
                lines.chunkEnds();
                return;
            }
            lines.take(buffer, read);
        }
    }

    private void say(String what, OutputStream out) throws IOException {
        out.write(json.writeValueAsBytes(new RecordingLine(0, RecordingLine.Kind.TRUNCATED, "", List.of(what))));
        out.write('\n');
    }

    private static final class UnreadableChunkException extends IOException {
        UnreadableChunkException(IOException cause) {
            super(cause);
        }
    }
}
