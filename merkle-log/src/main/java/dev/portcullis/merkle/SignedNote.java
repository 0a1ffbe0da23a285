// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A text with signature lines below it (C2SP signed-note). The signed bytes are the text with its final
/// newline, without the empty line that follows.
public final class SignedNote {

    private static final String LINE_START = "— ";
    private static final int MAX_LENGTH = 1_000_000;
    private static final int MAX_LINES = 100;

    /// One signature line; not a record because the signature is an array.
    static final class Line {
        private final String name;
        private final int keyId;
        private final byte[] signature;

        Line(String name, int keyId, byte[] signature) {
            this.name = name;
            this.keyId = keyId;
            this.signature = signature;
        }

        private boolean isBy(VerifierKey key) {
            return name.equals(key.name()) && keyId == key.keyId();
        }

        byte[] signature() {
            return signature.clone();
        }

        String text() {
            byte[] blob = ByteBuffer.allocate(4 + signature.length)
                    .putInt(keyId)
                    .put(signature)
                    .array();
            return LINE_START + name + " " + Base64.getEncoder().encodeToString(blob) + "\n";
        }
    }

    private final String text;
    private final List<Line> lines;
    private final String note;

    private SignedNote(String text, List<Line> lines, String note) {
        this.text = text;
        this.lines = lines;
        this.note = note;
    }

    static SignedNote of(String text, Line line) {
        return new SignedNote(text, List.of(line), text + "\n" + line.text());
    }

    /// The same text with the lines of both.
    SignedNote and(SignedNote other) {
        if (!text.equals(other.text)) {
            throw new IllegalArgumentException("two notes of different texts");
        }
        List<Line> both = new ArrayList<>(lines);
        both.addAll(other.lines);
        StringBuilder whole = new StringBuilder(note);
        other.lines.forEach(line -> whole.append(line.text()));
        return new SignedNote(text, both, whole.toString());
    }

    /// Reads a note without believing it: nothing is verified yet.
    public static SignedNote parse(String note) throws NoteException {
        int split = note.lastIndexOf("\n\n");
        if (note.length() > MAX_LENGTH || split < 0 || !note.endsWith("\n") || split + 2 == note.length()) {
            throw new NoteException("a signed note is a text, an empty line and at least one signature line");
        }
        String text = note.substring(0, split + 1);
        if (!isClean(note)) {
            throw new NoteException("control characters in a signed note");
        }
        List<Line> lines = new ArrayList<>();
        for (String line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
            lines.add(parseLine(line));
            if (lines.size() > MAX_LINES) {
                throw new NoteException("more than " + MAX_LINES + " signature lines");
            }
        }
        return new SignedNote(text, lines, note);
    }

    /// The text, once the key's signature on it holds. Lines of other keys are ignored; a line of this key
    /// that does not hold spoils the note.
    public String textSignedBy(VerifierKey key) throws NoteException {
        List<Line> own = lines.stream().filter(line -> line.isBy(key)).toList();
        if (own.isEmpty()) {
            throw new NoteException("not signed by " + key.name());
        }
        for (Line line : own) {
            if (!key.verifies(text, line.signature)) {
                throw new NoteException("the signature of " + key.name() + " does not hold");
            }
        }
        return text;
    }

    /// Whether there is a line that says it is by this key; whether it holds, [#textSignedBy] finds out.
    boolean hasLineBy(VerifierKey key) {
        return lines.stream().anyMatch(line -> line.isBy(key));
    }

    /// The text, verified by nobody.
    String text() {
        return text;
    }

    /// The lines of one key, verified by nobody.
    List<Line> linesBy(String name, int keyId) {
        return lines.stream()
                .filter(line -> line.name.equals(name) && line.keyId == keyId)
                .toList();
    }

    /// The whole note, byte for byte as it was read or made.
    public String note() {
        return note;
    }

    static void requireText(String text) {
        if (!text.endsWith("\n") || !isClean(text)) {
            throw new IllegalArgumentException("a note text ends with a newline and has no control characters");
        }
    }

    private static boolean isClean(String text) {
        // A replacement character stands where the bytes were not UTF-8, so the signed bytes are unknown.
        return text.codePoints().allMatch(c -> (c >= 0x20 || c == '\n') && c != 0xFFFD && !isSurrogate(c));
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static Line parseLine(String line) throws NoteException {
        int space = line.indexOf(' ', LINE_START.length());
        if (!line.startsWith(LINE_START) || space < 0) {
            throw new NoteException("malformed signature line");
        }
        String name = line.substring(LINE_START.length(), space);
        try {
            NoteKeys.requireName(name);
            ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(space + 1)));
            if (blob.remaining() < 5) {
                throw new NoteException("a signature of " + blob.remaining() + " bytes");
            }
            int keyId = blob.getInt();
            byte[] signature = new byte[blob.remaining()];
            blob.get(signature);
            return new Line(name, keyId, signature);
        } catch (IllegalArgumentException e) {
            throw new NoteException("malformed signature line", e);
        }
    }

    @Override
    public String toString() {
        return note;
    }
}
