// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.ArrayList;
import java.util.List;

/// A run of digits with separators, taken apart.
final class DigitGroups {
    private DigitGroups() {}

    /// Digits with nothing between them, in ASCII, and where they stand in the text. `separators` is the set
    /// of kinds of characters between this group and the one before, one bit each; what cannot be seen has no
    /// kind.
    record Group(int start, int end, String digits, int separators) {}

    static List<Group> of(String text, int start, int end) {
        var groups = new ArrayList<Group>();
        int separators = 0;
        int at = start;
        while (at < end) {
            int groupEnd = endOfDigits(text, at, end);
            if (groupEnd > at) {
                String digits = CardNumbers.asciiDigits(text.substring(at, groupEnd));
                groups.add(new Group(at, groupEnd, digits, separators));
                separators = 0;
                at = groupEnd;
            } else {
                separators |= kind(text.codePointAt(at));
                at += Character.charCount(text.codePointAt(at));
            }
        }
        return groups;
    }

    private static int endOfDigits(String text, int from, int end) {
        int at = from;
        while (at < end && Character.isDigit(text.codePointAt(at))) at += Character.charCount(text.codePointAt(at));
        return at;
    }

    private static int kind(int separator) {
        return switch (Character.getType(separator)) {
            case Character.FORMAT -> 0;
            case Character.SPACE_SEPARATOR, Character.CONTROL -> 1;
            case Character.DASH_PUNCTUATION, Character.MATH_SYMBOL -> 2;
            default -> separator == '.' ? 4 : 8;
        };
    }
}
