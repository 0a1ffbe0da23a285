// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.util.Map;

/// Stands between a body as it comes and as it may go on. For one body and one thread at a time. What it holds back is
/// bounded.
public interface BodyFilter {
    /// Takes a piece and gives what may go on by now, which may be nothing.
    byte[] feed(byte[] piece) throws UnreadableException;

    /// The body is over: the rest.
    byte[] end() throws UnreadableException;

    /// What to send instead of the rest, so that the caller's library reports an error; nothing where there is no way.
    default byte[] abort(String message) {
        return new byte[0];
    }

    /// Whether it lets everything pass, so that it need not be asked.
    default boolean isPassing() {
        return false;
    }

    /// What was counted on the way, such as tokens, by name.
    default Map<String, Long> counts() {
        return Map.of();
    }

    /// Lets everything pass.
    BodyFilter PASSING = new BodyFilter() {
        @Override
        public byte[] feed(byte[] piece) {
            return piece;
        }

        @Override
        public byte[] end() {
            return new byte[0];
        }

        @Override
        public boolean isPassing() {
            return true;
        }
    };
}
