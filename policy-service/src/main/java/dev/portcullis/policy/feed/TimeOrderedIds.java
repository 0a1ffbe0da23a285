// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// UUIDs of version 7 (RFC 9562): unique, and in the order of their times.
final class TimeOrderedIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private TimeOrderedIds() {}

    static UUID at(Instant time) {
        long high = (time.toEpochMilli() << 16) | VERSION_7 | (RANDOM.nextLong() & 0xFFFL);
        long low = VARIANT | (RANDOM.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
