// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.retention;

import dev.portcullis.audit.identity.Caller;
import dev.portcullis.audit.web.InvalidException;
import dev.portcullis.audit.web.NotPermittedException;
import dev.portcullis.masking.PeoplesWords;
import org.jspecify.annotations.Nullable;

/// What is demanded of whoever decides what is kept.
final class Deciders {

    private static final int MAX_REASON = 500;

    private Deciders() {}

    /// The person: only somebody who speaks for themselves. An agent that acts for two people would be both.
    static String person(Caller caller) {
        if (!caller.actors().isEmpty()) {
            throw new NotPermittedException("This token acts for another; come yourself.");
        }
        return caller.subject();
    }

    static String reason(@Nullable String reason) {
        String text = reason == null ? "" : reason.strip();
        if (text.isEmpty() || text.length() > MAX_REASON || text.indexOf('\0') >= 0) {
            throw new InvalidException("reason: say why, in at most " + MAX_REASON + " characters.");
        }
        return PeoplesWords.kept(text);
    }
}
