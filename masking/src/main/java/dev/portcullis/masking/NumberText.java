// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/// Buckets numbers as PostgreSQL writes them.
final class NumberText {
    // Bounded, since 1e999999999 is one short text and a number nobody wants to expand.
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?[0-9]{1,400}(?:\\.[0-9]{0,400})?(?:[eE][+-]?[0-9]{1,3})?");

    private NumberText() {}

    /// The multiple of `width` at or below the number, or empty where `text` is none (`NaN`, `Infinity`).
    static Optional<BigInteger> bucket(String text, long width) {
        if (!NUMBER.matcher(text).matches()) return Optional.empty();
        BigInteger floor = new BigDecimal(text).setScale(0, RoundingMode.FLOOR).toBigInteger();
        BigInteger size = BigInteger.valueOf(width);
        return Optional.of(floor.subtract(floor.mod(size)));
    }

    /// The whole number `text` writes, if it fits into 64 bits.
    static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
