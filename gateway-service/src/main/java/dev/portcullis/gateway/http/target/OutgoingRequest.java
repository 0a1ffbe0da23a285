// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.target;

import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Flux;

/// A request as the target gets it, but for the credential.
///
/// @param method in upper case
/// @param path the path with its query, as it was judged
/// @param headers the headers to send, by lower-case name
/// @param body the body
/// @param silence how long the target may be silent
public record OutgoingRequest(String method, String path, Map<String, String> headers, Body body, Duration silence) {

    /// A body; may be empty.
    public sealed interface Body {
        /// Its length; negative where nobody knows it before it has come to its end.
        long length();
    }

    /// A body in pieces, as they come.
    ///
    /// @param pieces the body; where it fails, the request is broken off and never ended
    /// @param length how long it will be; negative where nobody knows
    public record Pieces(Flux<byte[]> pieces, long length) implements Body {}

    /// Bytes that are not written to any more.
    public static final class Bytes implements Body {
        private final byte[] bytes;

        /// Takes the array over.
        public Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        byte[] array() {
            return bytes;
        }
    }
}
