// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.template;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the value in one place of a command may be. A place without a bound takes the example's value and
/// no other.
///
/// @param place `{1}` for the first literal, `$1` for the first parameter
/// @param kind how it is bounded
/// @param min the smallest number; for `WHOLE` and `DECIMAL`
/// @param max the largest number; for `WHOLE` and `DECIMAL`
/// @param values the values it may have; for `ONE_OF`
/// @param pattern a regular expression (RE2) that the whole text must match; for `TEXT`, null for any text
/// @param maxLength how many characters the text may have; for `TEXT`
public record TemplateBound(
        String place,
        Kind kind,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        @Nullable List<String> values,
        @Nullable String pattern,
        @Nullable Integer maxLength) {

    /// How a value is bounded.
    public enum Kind {
        /// a whole number from `min` to `max`
        WHOLE,
        /// a number from `min` to `max`, in digits and at most one point
        DECIMAL,
        /// one of `values`
        ONE_OF,
        /// a text that matches `pattern`, of at most `maxLength` characters
        TEXT
    }

    /// A whole number.
    public static TemplateBound whole(String place, long min, long max) {
        return new TemplateBound(place, Kind.WHOLE, BigDecimal.valueOf(min), BigDecimal.valueOf(max), null, null, null);
    }

    /// One of some values.
    public static TemplateBound oneOf(String place, List<String> values) {
        return new TemplateBound(place, Kind.ONE_OF, null, null, List.copyOf(values), null, null);
    }

    /// A text.
    public static TemplateBound text(String place, @Nullable String pattern, int maxLength) {
        return new TemplateBound(place, Kind.TEXT, null, null, null, pattern, maxLength);
    }
}
