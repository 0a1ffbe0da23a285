// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.time.Duration;
import java.util.Map;

/// A request as the target gets it, but for the credential.
///
/// @param method in upper case
/// @param path the path with its query, as it was judged
/// @param headers the headers to send, by lower-case name
/// @param body the body; may be empty
/// @param silence how long the target may be silent
public record OutgoingRequest(String method, String path, Map<String, String> headers, Bytes body, Duration silence) {

    /// Bytes that are not written to any more.
    public static final class Bytes {
        private final byte[] bytes;

        /// Takes the array over.
        public Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] array() {
            return bytes;
        }
    }
}
