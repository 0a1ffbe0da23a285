// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import dev.portcullis.merkle.VerifierKey;
import java.util.List;

/// The keys that sign this log: one, and while it goes from one to the next both, the newest last.
///
/// @param keys all of one name
public record LogSigners(List<SignerKey> keys) {

    public LogSigners {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a log is signed by somebody");
        }
    }

    /// The name of the log.
    String origin() {
        return newest().name();
    }

    /// The public key that the log stays with.
    VerifierKey newest() {
        return keys.getLast().verifier();
    }

    /// The public keys that checkpoints verify with.
    LogKeys verifiers() {
        try {
            return LogKeys.of(keys.stream().map(SignerKey::verifier).toList());
        } catch (NoteException e) {
            throw new IllegalStateException("keys of several logs", e);
        }
    }
}
