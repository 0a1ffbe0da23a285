// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// That a log goes on under another key, said by both keys: the one before names its successor, and the
/// successor shows that it is held by whom it was named for. A C2SP signed note of four lines:
///
/// ```
/// portcullis log key v1
/// <origin>
/// <public key before>
/// <public key after>
/// ```
///
/// @param before the key that signed up to then
/// @param after the key that signs from then on
public record KeySuccession(VerifierKey before, VerifierKey after) {

    /// What the event reports that carries one, as `unmapped.portcullis.statement`.
    public static final String EVENT_KIND = "log.key.announced";

    // No log can have this name, so the text is never taken for a checkpoint.
    private static final String FIRST_LINE = "portcullis log key v1";

    // A note has one empty line; two of them stand between notes only.
    private static final String BETWEEN = "\n\n\n";
    private static final Pattern SPLIT = Pattern.compile(BETWEEN);

    /// Announces a key with which the log goes on.
    public static SignedNote announce(SignerKey before, SignerKey after) {
        String origin = before.verifier().name();
        if (!origin.equals(after.verifier().name())) {
            throw new IllegalArgumentException("a log keeps its name: " + origin);
        }
        String text = FIRST_LINE + "\n" + origin + "\n" + before.verifier().vkey() + "\n"
                + after.verifier().vkey() + "\n";
        return before.sign(text).and(after.sign(text));
    }

    /// Opens one. Both signatures hold then; whether either key is believed is another question ([LogKeys]).
    public static KeySuccession open(String note) throws NoteException {
        SignedNote signed = SignedNote.parse(note);
        String[] lines = signed.text().split("\n", -1);
        if (lines.length != 5 || !lines[0].equals(FIRST_LINE) || !lines[4].isEmpty()) {
            throw new NoteException("not the announcement of a log's key");
        }
        VerifierKey before = VerifierKey.parse(lines[2]);
        VerifierKey after = VerifierKey.parse(lines[3]);
        if (!before.name().equals(lines[1]) || !after.name().equals(lines[1])) {
            throw new NoteException("an announcement of keys of another log");
        }
        signed.textSignedBy(before);
        signed.textSignedBy(after);
        return new KeySuccession(before, after);
    }

    /// Several notes in one text, as they are handed out.
    public static String join(List<String> notes) {
        return String.join("\n\n", notes);
    }

    /// The notes in such a text.
    public static List<String> split(String text) {
        List<String> notes = new ArrayList<>();
        for (String note : SPLIT.split(text, -1)) {
            if (!note.isBlank()) {
                notes.add(note.stripTrailing() + "\n");
            }
        }
        return notes;
    }
}
