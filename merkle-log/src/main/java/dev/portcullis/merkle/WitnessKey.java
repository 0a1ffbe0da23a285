// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// The public key of a witness: somebody else who saw that a log only grew (C2SP tlog-cosignature, Ed25519).
/// Written as `<name>+<key id>+<base64>`, with the type of cosignatures or that of signatures: both name the same
/// key.
public final class WitnessKey {

    private static final int TIME_LENGTH = 8;
    private static final String HEADER = "cosignature/v1\ntime ";

    private final VerifierKey key;
    private final int keyId;

    private WitnessKey(VerifierKey key) {
        this.key = key;
        this.keyId = NoteKeys.keyId(key.name(), key.raw(), NoteKeys.COSIGNATURE);
    }

    /// Reads the text form and checks that the key id belongs to the key.
    public static WitnessKey parse(String vkey) throws NoteException {
        String[] parts = vkey.split("\\+", 3);
        if (parts.length != 3) {
            throw new NoteException("a witness key is <name>+<key id>+<base64>");
        }
        try {
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            if (typed.length > 0 && typed[0] == NoteKeys.ED25519) {
                return new WitnessKey(VerifierKey.parse(vkey));
            }
            byte[] raw = NoteKeys.untyped(typed, NoteKeys.COSIGNATURE);
            WitnessKey witness = new WitnessKey(VerifierKey.ofRaw(parts[0], raw));
            if (!NoteKeys.hex(witness.keyId).equals(parts[1])) {
                throw new NoteException("the key id of " + parts[0] + " does not belong to its key");
            }
            return witness;
        } catch (IllegalArgumentException e) {
            throw new NoteException("malformed witness key", e);
        }
    }

    /// Its name.
    public String name() {
        return key.name();
    }

    /// What this witness said of the note, the newest if it did more than once; empty if it said nothing.
    ///
    /// @throws NoteException if a cosignature of its does not hold
    public Optional<Cosignature> cosignatureOn(SignedNote note) throws NoteException {
        Optional<Cosignature> newest = Optional.empty();
        for (SignedNote.Line line : note.linesBy(key.name(), keyId)) {
            Cosignature cosignature = verified(note.text(), line);
            if (newest.isEmpty() || cosignature.time().isAfter(newest.get().time())) {
                newest = Optional.of(cosignature);
            }
        }
        return newest;
    }

    private Cosignature verified(String text, SignedNote.Line line) throws NoteException {
        byte[] signature = line.signature();
        if (signature.length < TIME_LENGTH) {
            throw new NoteException("the cosignature of " + name() + " is too short");
        }
        ByteBuffer blob = ByteBuffer.wrap(signature);
        long seconds = blob.getLong();
        byte[] ed25519 = new byte[blob.remaining()];
        blob.get(ed25519);
        if (seconds <= 0
                || seconds > Instant.MAX.getEpochSecond()
                || !key.verifies(HEADER + seconds + "\n" + text, ed25519)) {
            throw new NoteException("the cosignature of " + name() + " does not hold");
        }
        return new Cosignature(line.text(), Instant.ofEpochSecond(seconds));
    }

    /// What a witness said.
    ///
    /// @param line the signature line, with its end
    /// @param time when: at that time this was the largest tree of the log that the witness had seen
    public record Cosignature(String line, Instant time) {}

    @Override
    public boolean equals(Object other) {
        return other instanceof WitnessKey that && key.vkey().equals(that.key.vkey());
    }

    @Override
    public int hashCode() {
        return key.vkey().hashCode();
    }

    @Override
    public String toString() {
        return key.name();
    }
}
