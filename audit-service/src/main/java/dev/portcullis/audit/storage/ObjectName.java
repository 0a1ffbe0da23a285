// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.storage;

import dev.portcullis.merkle.Digest;
import java.nio.charset.StandardCharsets;

/// The name of an object: which session it belongs to, not to be read from it, and the digest of its bytes. Other bytes
/// have another name, so storing again what is stored changes nothing.
public record ObjectName(String text) {

    private static final int SESSION_DIGITS = 32;

    /// The name of these bytes of this session.
    public static ObjectName of(String sessionId, Digest bytes) {
        String session =
                Digest.sha256(sessionId.getBytes(StandardCharsets.UTF_8)).hex();
        return new ObjectName(session.substring(0, SESSION_DIGITS) + "/" + bytes.hex());
    }
}
