// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.llm;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Writes server-sent events one by one, with a pause after each, as a model at work does.
final class Events {
    /// As long as tokens are, and so that they cut through whatever is to be masked.
    private static final int[] PIECES = {4, 1, 6, 3, 5, 2};

    private final OutputStream out;
    private final Duration pause;

    Events(OutputStream out, Duration pause) {
        this.out = out;
        this.pause = pause;
    }

    void typed(ObjectNode event) throws IOException {
        write("event: " + event.path("type").asString("") + "\ndata: " + event + "\n\n");
    }

    void data(String data) throws IOException {
        write("data: " + data + "\n\n");
    }

    private void write(String event) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    static List<String> pieces(String text) {
        var pieces = new ArrayList<String>();
        for (int at = 0, i = 0; at < text.length(); i++) {
            int end = Math.min(text.length(), at + PIECES[i % PIECES.length]);
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
