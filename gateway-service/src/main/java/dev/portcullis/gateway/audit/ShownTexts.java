// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import org.jspecify.annotations.Nullable;

/// The texts that the records of one session show, each looked through once: a command's text stands in its events
/// and in the recording, and that of a prepared statement again with every run. Keeps the last few, if they are
/// short and hold no credential. Safe for several threads.
final class ShownTexts {
    private static final int MOST = 4;
    /// In characters; what is longer is looked through each time, so that an idle session holds little.
    private static final int LONGEST = 4_096;

    private final @Nullable Looked[] kept = new Looked[MOST];
    private int next;

    /// The text as records show it.
    synchronized ShownText of(String command) {
        for (Looked one : kept) {
            if (one != null && one.command().equals(command)) {
                return one.shown();
            }
        }
        ShownText shown = ShownText.of(command);
        if (command.length() <= LONGEST && !shown.redacted()) {
            kept[next] = new Looked(command, shown);
            next = (next + 1) % MOST;
        }
        return shown;
    }

    private record Looked(String command, ShownText shown) {}
}
