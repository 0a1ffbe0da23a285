// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What events name of an approval in place of its [ApprovalDigest]: SHA-256 over the approval's salt and that digest,
/// both as bytes. Whoever may see the approval has both and finds the command that was voted on in the event;
/// whoever has the event alone can confirm no guess of it.
public final class ApprovalCommitment {

    /// The length of a salt, in bytes.
    public static final int SALT_BYTES = 32;

    private ApprovalCommitment() {}

    /// The commitment, as 64 lower-case hexadecimal digits.
    ///
    /// @param salt the approval's salt, hexadecimal
    /// @param digest its [ApprovalDigest]
    /// @throws IllegalArgumentException one of them is not 64 hexadecimal digits
    public static String of(String salt, String digest) {
        byte[] salted = bytes(salt);
        byte[] voted = bytes(digest);
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(salted);
            return HexFormat.of().formatHex(sha256.digest(voted));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static byte[] bytes(String hex) {
        if (hex.length() != 2 * SALT_BYTES) {
            throw new IllegalArgumentException("not 64 hexadecimal digits");
        }
        return HexFormat.of().parseHex(hex);
    }
}
