// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.ArrayList;
import java.util.List;

/// A run of digits with separators, taken apart.
final class DigitGroups {
    private DigitGroups() {}

    /// Digits with nothing between them, in ASCII, and where they stand in the text.
    record Group(int start, int end, String digits) {}

    static List<Group> of(String text, int start, int end) {
        var groups = new ArrayList<Group>();
        int at = start;
        while (at < end) {
            int groupEnd = at;
            while (groupEnd < end && Character.isDigit(text.codePointAt(groupEnd))) {
                groupEnd += Character.charCount(text.codePointAt(groupEnd));
            }
            if (groupEnd > at) {
                groups.add(new Group(at, groupEnd, CardNumbers.asciiDigits(text.substring(at, groupEnd))));
                at = groupEnd;
            } else {
                at += Character.charCount(text.codePointAt(at));
            }
        }
        return groups;
    }
}
