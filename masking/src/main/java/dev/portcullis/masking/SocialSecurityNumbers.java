// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.List;

/// US Social Security numbers, and the taxpayer numbers the IRS issues in the same form. Only the ones that can have
/// been issued count (SSA POMS RM 10201.035, IRS Publication 1915).
final class SocialSecurityNumbers {
    private static final Detector.Search SEARCH = Detector.pattern(
            "(?<![\\p{Nd}])(?<!\\p{Nd}-)\\p{Nd}{3}[^\\p{Nd}]\\p{Nd}{2}[^\\p{Nd}]\\p{Nd}{4}(?!-?\\p{Nd})",
            SocialSecurityNumbers::canBeIssued);

    private SocialSecurityNumbers() {}

    static List<Finding> find(String text, String detector) {
        return SEARCH.in(text, detector);
    }

    private static boolean canBeIssued(String found) {
        String digits = CardNumbers.asciiDigits(found);
        boolean separated = found.codePoints().allMatch(c -> Character.isDigit(c) || Triggers.isSeparator(c));
        if (!separated || digits.length() != 9) return false;
        int area = Integer.parseInt(digits.substring(0, 3));
        int group = Integer.parseInt(digits.substring(3, 5));
        int serial = Integer.parseInt(digits.substring(5));
        if (area == 0 || area == 666 || group == 0 || serial == 0) return false;
        return area < 900 || isTaxpayerGroup(group);
    }

    private static boolean isTaxpayerGroup(int group) {
        return (group >= 50 && group <= 65)
                || (group >= 70 && group <= 88)
                || (group >= 90 && group <= 92)
                || (group >= 94 && group <= 99);
    }
}
