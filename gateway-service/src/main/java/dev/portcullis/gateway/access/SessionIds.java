// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import java.security.SecureRandom;
import java.time.Clock;

/// Makes session ids: 26 characters of Crockford's base 32, 48 bits of time and 80 random bits (the ULID
/// format), so that ids sort by the time of their making and cannot be guessed from one another.
final class SessionIds {
    private static final char[] ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_CHARACTERS = 10;
    private static final int RANDOM_CHARACTERS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionIds() {}

    static String next(Clock clock) {
        char[] id = new char[TIME_CHARACTERS + RANDOM_CHARACTERS];
        long time = clock.millis();
        for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
            id[i] = ALPHABET[(int) (time & 31)];
            time >>>= 5;
        }
        byte[] random = new byte[RANDOM_CHARACTERS];
        RANDOM.nextBytes(random);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            id[TIME_CHARACTERS + i] = ALPHABET[random[i] & 31];
        }
        return new String(id);
    }
}
