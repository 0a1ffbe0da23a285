// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import java.time.Instant;

/// Moments as text, the way [Instant#toString] has them. Remembers the last second: events come many to one.
final class EventTime {
    private static final int MILLIS = 1_000;

    private long second = Long.MIN_VALUE;
    private String upToSecond = "";

    /// A moment, in milliseconds since 1970.
    String text(long millis) {
        long wanted = Math.floorDiv(millis, MILLIS);
        if (wanted != second) {
            String text = Instant.ofEpochSecond(wanted).toString();
            upToSecond = text.substring(0, text.length() - 1);
            second = wanted;
        }
        int fraction = Math.floorMod(millis, MILLIS);
        if (fraction == 0) {
            return upToSecond + "Z";
        }
        return upToSecond + (fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".") + fraction + "Z";
    }
}
