// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.approval;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The digest that names exactly one command, and from which [ApprovalDigest] is made: SHA-256 over every part, each
/// preceded by its
/// length, so that no two different commands share an input. It is in the contracts because three parties
/// must agree on it to the byte: the gateway that files and consumes, the approval service that compares, and
/// an auditor who recomputes it from the record.
public final class CommandDigest {

    private static final String DOMAIN = "portcullis/command/v1";

    private CommandDigest() {}

    /// The digest of one command, as 64 lower-case hexadecimal digits.
    ///
    /// @param subject in whose name it runs
    /// @param issuer who vouches for the subject
    /// @param sessionId the session it runs in
    /// @param connection the connection it runs on
    /// @param text the command, whole
    /// @param parameters bound parameter values in order; null entries are SQL NULLs and differ from empty
    ///     texts
    public static String of(
            String subject,
            String issuer,
            String sessionId,
            String connection,
            String text,
            List<@Nullable String> parameters) {
        MessageDigest sha256 = sha256();
        for (String part : List.of(DOMAIN, subject, issuer, sessionId, connection, text)) {
            update(sha256, part);
        }
        sha256.update(length(parameters.size()));
        for (String parameter : parameters) {
            update(sha256, parameter);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void update(MessageDigest sha256, @Nullable String part) {
        if (part == null) {
            sha256.update(length(-1));
            return;
        }
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha256.update(length(bytes.length));
        sha256.update(bytes);
    }

    private static byte[] length(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
