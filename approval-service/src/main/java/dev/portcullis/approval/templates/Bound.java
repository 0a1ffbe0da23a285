// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.templates;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the value in one place of a command may be. Numbers are compared as numbers only where their text
/// can mean nothing else: without blanks, exponents, other notations or leading zeros.
sealed interface Bound {

    /// Longer numbers are none.
    int MAX_DIGITS = 40;

    java.util.regex.Pattern WHOLE = java.util.regex.Pattern.compile("-?(0|[1-9][0-9]*)");
    java.util.regex.Pattern DECIMAL = java.util.regex.Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

    /// Whether this value is within it; null stands for SQL NULL.
    boolean admits(@Nullable String value);

    /// What people read.
    String words();

    /// The example's value and no other.
    record Same(@Nullable String example) implements Bound {
        @Override
        public boolean admits(@Nullable String value) {
            return example == null ? value == null : example.equals(value);
        }

        @Override
        public String words() {
            return "as in the example";
        }
    }

    /// A whole number.
    record Whole(BigDecimal min, BigDecimal max) implements Bound {
        @Override
        public boolean admits(@Nullable String value) {
            return isBetween(value, WHOLE, min, max);
        }

        @Override
        public String words() {
            return "a whole number from " + min.toPlainString() + " to " + max.toPlainString();
        }
    }

    /// A number.
    record Decimal(BigDecimal min, BigDecimal max) implements Bound {
        @Override
        public boolean admits(@Nullable String value) {
            return isBetween(value, DECIMAL, min, max);
        }

        @Override
        public String words() {
            return "a number from " + min.toPlainString() + " to " + max.toPlainString();
        }
    }

    /// One of some values.
    record OneOf(List<String> values) implements Bound {
        public OneOf {
            values = List.copyOf(values);
        }

        @Override
        public boolean admits(@Nullable String value) {
            return value != null && values.contains(value);
        }

        @Override
        public String words() {
            return "one of "
                    + String.join(
                            ", ",
                            values.stream().map(value -> "'" + value + "'").toList());
        }
    }

    /// A text. Its pattern takes time in proportion to the text, whatever either of them is.
    record Text(@Nullable Pattern pattern, int maxLength) implements Bound {
        @Override
        public boolean admits(@Nullable String value) {
            return value != null
                    && value.codePointCount(0, value.length()) <= maxLength
                    && (pattern == null || pattern.matches(value));
        }

        @Override
        public String words() {
            return "a text of at most " + maxLength + " characters"
                    + (pattern == null ? "" : " that matches " + pattern.pattern());
        }
    }

    private static boolean isBetween(
            @Nullable String value, java.util.regex.Pattern notation, BigDecimal min, BigDecimal max) {
        if (value == null
                || value.length() > MAX_DIGITS
                || !notation.matcher(value).matches()) {
            return false;
        }
        BigDecimal number = new BigDecimal(value);
        return number.compareTo(min) >= 0 && number.compareTo(max) <= 0;
    }
}
