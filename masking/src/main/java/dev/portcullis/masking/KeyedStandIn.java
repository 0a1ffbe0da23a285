// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// What hashes and pseudonyms look like in each type.
final class KeyedStandIn {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int PSEUDONYM_CHARACTERS = 20;
    private static final int FEISTEL_ROUNDS = 6;

    private KeyedStandIn() {}

    /// 16 hex digits.
    static String hash(String value, MaskKey key) {
        return HexFormat.of().formatHex(Arrays.copyOf(key.digest("hash", value), 8));
    }

    /// `psn_` and 100 bits in base32: no two values of one database will ever share it.
    static String pseudonym(String value, MaskKey key) {
        var bits = new BigInteger(1, key.digest("pseudonym", value));
        var text = new StringBuilder("psn_");
        for (int i = 0; i < PSEUDONYM_CHARACTERS; i++) {
            text.append(BASE32.charAt(bits.shiftRight(5 * i).intValue() & 31));
        }
        return text.toString();
    }

    static UUID uuid(String purpose, String value, MaskKey key) {
        ByteBuffer digest = ByteBuffer.wrap(key.digest(purpose, value));
        long high = (digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
        long low = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /// A number of at most `bits` bits that is not negative. In narrow types different values may share one.
    static long hashedNumber(String value, int bits, MaskKey key) {
        return ByteBuffer.wrap(key.digest("hash", value)).getLong() >>> (64 - bits);
    }

    /// A keyed permutation of the integers of 16, 32 or 64 bits: different values never share a pseudonym.
    static long permuted(long value, int bits, MaskKey key) {
        int half = bits / 2;
        long mask = (1L << half) - 1;
        long left = (value >>> half) & mask;
        long right = value & mask;
        for (int round = 0; round < FEISTEL_ROUNDS; round++) {
            byte[] digest = key.digest("permutation " + bits + " " + round, Long.toString(right));
            long next = left ^ (ByteBuffer.wrap(digest).getLong() & mask);
            left = right;
            right = next;
        }
        long unsigned = (left << half) | right;
        return (unsigned << (64 - bits)) >> (64 - bits);
    }
}
