// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.contracts.identity.Identity;
import java.util.HashSet;
import java.util.Set;

/// Whose preview is made: one of each person at once, and a few in all. Nobody waits for a turn.
final class PreviewTurns {
    private final int atOnce;
    private final Set<String> busy = new HashSet<>();

    PreviewTurns(int atOnce) {
        this.atOnce = atOnce;
    }

    synchronized Turn take(Identity caller) {
        String person = caller.issuer() + " " + caller.subject();
        if (busy.contains(person)) {
            throw PreviewRefused.tooMany("A preview of yours is being made; ask again when it is done.");
        }
        if (busy.size() >= atOnce) {
            throw PreviewRefused.unavailable("As many previews are being made as may be at once.");
        }
        busy.add(person);
        return () -> over(person);
    }

    private synchronized void over(String person) {
        busy.remove(person);
    }

    /// To be closed when the preview is made.
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }
}
