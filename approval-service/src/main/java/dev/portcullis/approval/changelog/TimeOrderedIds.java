// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// Ids that sort by time and cannot be guessed: UUID version 7 (RFC 9562, section 5.7).
public final class TimeOrderedIds {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TimeOrderedIds() {}

    /// A new id made at this time.
    public static UUID at(Instant time) {
        long high = time.toEpochMilli() << 16 | 0x7000 | RANDOM.nextInt(1 << 12);
        long low = 1L << 63 | RANDOM.nextLong() >>> 2;
        return new UUID(high, low);
    }
}
