// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.util.List;
import java.util.regex.Pattern;

/// What a log says about itself: so many leaves, this root (C2SP tlog-checkpoint). The origin is the name of its key.
public record Checkpoint(String origin, long size, Digest root) {

    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");

    public Checkpoint {
        if (origin.isEmpty() || origin.contains("\n") || size < 0) {
            throw new IllegalArgumentException("a checkpoint has a one-line origin and a size from 0");
        }
    }

    /// The text that is signed: three lines.
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }

    /// Reads a checkpoint text. Extension lines are allowed and ignored.
    public static Checkpoint parse(String text) throws NoteException {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4
                || !lines[lines.length - 1].isEmpty()
                || !SIZE.matcher(lines[1]).matches()) {
            throw new NoteException("a checkpoint is origin, size and root, one line each");
        }
        for (int i = 3; i < lines.length - 1; i++) {
            if (lines[i].isEmpty()) {
                throw new NoteException("an empty extension line in a checkpoint");
            }
        }
        try {
            return new Checkpoint(lines[0], Long.parseLong(lines[1]), Digest.fromBase64(lines[2]));
        } catch (IllegalArgumentException e) {
            throw new NoteException("malformed checkpoint", e);
        }
    }

    /// What a note says, whoever signed it. Not for those who check a log: for who keeps it.
    public static Checkpoint unverified(String note) throws NoteException {
        return parse(SignedNote.parse(note).text());
    }

    /// Opens a signed checkpoint of the log that owns the key: signature, form and origin must hold.
    public static Checkpoint open(String note, VerifierKey key) throws NoteException {
        return open(note, LogKeys.of(key));
    }

    /// The same for a log that is believed by any of these keys.
    public static Checkpoint open(String note, LogKeys keys) throws NoteException {
        Checkpoint checkpoint = parse(keys.textOf(SignedNote.parse(note)));
        if (!checkpoint.origin().equals(keys.name())) {
            throw new NoteException("a checkpoint of " + checkpoint.origin() + ", not of " + keys.name());
        }
        return checkpoint;
    }

    /// Signs this checkpoint with each of these keys, while a log goes from one to the next.
    public SignedNote sign(List<SignerKey> keys) {
        return keys.stream()
                .map(this::sign)
                .reduce(SignedNote::and)
                .orElseThrow(() -> new IllegalArgumentException("a checkpoint is signed by somebody"));
    }

    /// Signs this checkpoint. A log signs one root per size, ever; that is for the caller to keep.
    public SignedNote sign(SignerKey key) {
        if (!key.verifier().name().equals(origin)) {
            throw new IllegalArgumentException("the key of " + key.verifier().name() + " signs for " + origin);
        }
        return key.sign(text());
    }
}
