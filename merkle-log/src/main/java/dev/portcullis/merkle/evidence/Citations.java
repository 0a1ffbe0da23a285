// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import dev.portcullis.merkle.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Which events a bundle cites, as one digest: SHA-256 over their leaf hashes in the order of the log.
/// The request for a bundle is an event itself and names it, so the log says what belongs into the
/// bundle.
public final class Citations {

    private final MessageDigest sha;
    private long count;

    public Citations() {
        try {
            this.sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// One more.
    public void add(Digest leafHash) {
        sha.update(leafHash.bytes());
        count++;
    }

    /// How many there were.
    public long count() {
        return count;
    }

    /// The digest over all of them; nothing can be added afterwards.
    public Digest digest() {
        return Digest.of(sha.digest());
    }
}
