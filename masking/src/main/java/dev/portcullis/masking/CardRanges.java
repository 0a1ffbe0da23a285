// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.List;

/// The ranges of issuer identification numbers (ISO/IEC 7812) that card networks publish, with the lengths they use.
final class CardRanges {
    private static final List<Range> RANGES = List.of(
            new Range(4, 4, 13, 19), // Visa
            new Range(51, 55, 16, 16), // Mastercard
            new Range(2221, 2720, 16, 16), // Mastercard, since 2017
            new Range(34, 34, 15, 15), // American Express
            new Range(37, 37, 15, 15),
            new Range(6011, 6011, 16, 19), // Discover
            new Range(644, 659, 16, 19),
            new Range(300, 305, 14, 19), // Diners Club
            new Range(3095, 3095, 14, 19),
            new Range(36, 36, 14, 19),
            new Range(38, 39, 14, 19),
            new Range(3528, 3589, 16, 19), // JCB
            new Range(62, 62, 16, 19), // UnionPay
            new Range(81, 82, 16, 19), // UnionPay, RuPay
            new Range(508, 508, 16, 16), // RuPay
            new Range(60, 60, 16, 16),
            new Range(2200, 2204, 16, 19), // Mir
            new Range(9792, 9792, 16, 16), // Troy
            new Range(50, 50, 12, 19), // Maestro
            new Range(56, 59, 12, 19),
            new Range(61, 61, 12, 19),
            new Range(63, 63, 12, 19),
            new Range(66, 69, 12, 19));

    private CardRanges() {}

    private record Range(int from, int to, int shortest, int longest) {
        boolean contains(String digits) {
            int prefix =
                    Integer.parseInt(digits.substring(0, Integer.toString(from).length()));
            return prefix >= from && prefix <= to && digits.length() >= shortest && digits.length() <= longest;
        }
    }

    static boolean issues(String digits) {
        return RANGES.stream().anyMatch(range -> range.contains(digits));
    }
}
