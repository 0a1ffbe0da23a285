// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.tracing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The ids of one command's trace. They follow from the command's id, which every record of it carries: whoever has an
/// audit event finds the trace, and no caller has a say in either.
///
/// @param trace the trace, 32 hexadecimal digits
/// @param command the span of the command itself, 16 hexadecimal digits
public record TraceIds(String trace, String command) {
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;

    /// The ids that belong to a command.
    public static TraceIds of(String commandId) {
        byte[] digest = sha256().digest(commandId.getBytes(StandardCharsets.UTF_8));
        HexFormat hex = HexFormat.of();
        return new TraceIds(
                hex.formatHex(digest, 0, TRACE_BYTES), hex.formatHex(digest, TRACE_BYTES, TRACE_BYTES + SPAN_BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
