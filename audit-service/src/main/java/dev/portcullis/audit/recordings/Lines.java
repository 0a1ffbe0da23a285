// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import dev.portcullis.contracts.audit.RecordingLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The lines of a recording on their way out: all of them as they are, or those that are shown. A line that cannot be
/// read is shown to whoever is shown everything.
final class Lines {

    /// A row may be large, and is in memory while it is looked at; a line beyond this is left out.
    private static final int LONGEST = 64 << 20;

    private final Shown shown;
    private final JsonMapper json;
    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Set<String> said = new HashSet<>();

    Lines(Shown shown, JsonMapper json, OutputStream out) {
        this.shown = shown;
        this.json = json;
        this.out = out;
    }

    /// More bytes of the recording.
    void take(byte[] bytes, int length) throws IOException {
        if (shown.isAll()) {
            out.write(bytes, 0, length);
            return;
        }
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                gather(bytes, from, i - from);
                complete();
                from = i + 1;
            }
        }
        gather(bytes, from, length - from);
    }

    /// A chunk is over; it ends with a line.
    void chunkEnds() throws IOException {
        if (line.size() > 0) {
            complete();
        }
    }

    /// What comes cannot be read any more.
    void brokenOff() throws IOException {
        if (shown.isAll()) {
            out.write('\n');
        }
        line.reset();
    }

    private void gather(byte[] bytes, int from, int length) {
        if (line.size() <= LONGEST) {
            line.write(bytes, from, length);
        }
    }

    private void complete() throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        RecordingLine read = read(bytes);
        if (read == null || !shown.part().holds(read)) {
            return;
        }
        Optional<String> withheld = shown.sight().withheld(read);
        if (withheld.isEmpty()) {
            out.write(bytes);
            out.write('\n');
        } else if (said.add(read.c())) {
            out.write(json.writeValueAsBytes(
                    new RecordingLine(read.t(), RecordingLine.Kind.TRUNCATED, read.c(), List.of(withheld.get()))));
            out.write('\n');
        }
    }

    private @Nullable RecordingLine read(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return null;
        }
        try {
            return json.readValue(bytes, RecordingLine.class);
        } catch (JacksonException e) {
            return null;
        }
    }
}
