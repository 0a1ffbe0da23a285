// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Makes UUIDs of version 7 (RFC 9562): unique, and sorted by time.
@Component
public final class EventIds {

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    EventIds(Clock clock) {
        this.clock = clock;
    }

    public String next() {
        long high = (clock.millis() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
