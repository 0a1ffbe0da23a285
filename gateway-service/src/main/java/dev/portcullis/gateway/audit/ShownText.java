// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.masking.Detectors;

/// A command as records show it: as the client sent it, without the credentials that stand in it. Whoever sets a
/// password in a command has told it to the target; whoever reads the log later need not learn it.
///
/// @param text what is shown
/// @param redacted whether a credential was left out
/// @param complete whether all of the command was looked through; the rest of a longer one is not in the text
record ShownText(String text, boolean redacted, boolean complete) {
    /// Beyond, in characters, a text is cut before it is looked through.
    static final int MOST = 1 << 20;

    static ShownText of(String command) {
        String head = Details.head(command, MOST);
        String shown = Detectors.secrets().redact(SqlPasswords.redact(head));
        return new ShownText(shown, !shown.equals(head), head.length() == command.length());
    }

    /// Whether a digest of the command may stand beside the text. Whoever guesses a password could find by it whether
    /// the guess is right, so there is none where a credential is, or may be where nobody looked.
    boolean takesDigest() {
        return complete && !redacted;
    }
}
