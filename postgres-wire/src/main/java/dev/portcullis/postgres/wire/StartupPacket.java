// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a client may send before any typed message: packets with a length and a code, but no type byte.
public sealed interface StartupPacket {
    record SslRequest() implements StartupPacket {}

    record GssEncryptionRequest() implements StartupPacket {}

    record CancelRequest(CancelKey key) implements StartupPacket {}

    /// Opens a session.
    ///
    /// @param parameters in the client's order; a packet with a name given twice is never decoded
    record StartupMessage(ProtocolVersion version, Map<String, String> parameters) implements StartupPacket {
        public StartupMessage {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }
    }
}
