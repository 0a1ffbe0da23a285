// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.postgres.wire.FrontendMessage;
import java.nio.ByteBuffer;
import java.util.List;

/// Messages of a client that are judged together: one simple query, or those of the extended protocol up to a
/// Sync or Flush.
record ClientUnit(List<Item> items) {
    ClientUnit {
        items = List.copyOf(items);
    }

    sealed interface Item {
        /// A message.
        ///
        /// @param frame the message as it came, header included: what is forwarded if it may be
        record Message(FrontendMessage message, ByteBuffer frame) implements Item {}

        /// A message that was not read, because it is longer than it may be.
        record TooLarge(boolean simple, int limit) implements Item {}
    }
}
