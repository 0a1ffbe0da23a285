// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Primary account numbers of payment cards: in the range of an issuer, of a length that issuer uses, with Luhn's
/// check digit; in digits of any script, in groups or in one piece.
final class CardNumbers {
    private static final Pattern RUN =
            Pattern.compile("\\p{Nd}(?:[\\p{Pd}\\p{Zs}\\p{Cf}._\\t\\x{2212}]{0,2}\\p{Nd})*+");
    private static final int SHORTEST = 12;
    private static final int LONGEST = 19;

    private CardNumbers() {}

    static List<Finding> find(String text, String detector) {
        var findings = new ArrayList<Finding>();
        Matcher run = RUN.matcher(text);
        while (run.find()) findIn(DigitGroups.of(text, run.start(), run.end()), detector, findings);
        return findings;
    }

    /// A number begins and ends where a group of digits does: other numbers may stand before and after it.
    private static void findIn(List<DigitGroups.Group> groups, String detector, List<Finding> findings) {
        int first = 0;
        while (first < groups.size()) {
            int last = lastGroupOfCard(groups, first);
            if (last < 0) {
                first++;
            } else {
                findings.add(new Finding(
                        detector, groups.get(first).start(), groups.get(last).end()));
                first = last + 1;
            }
        }
    }

    private static int lastGroupOfCard(List<DigitGroups.Group> groups, int first) {
        var digits = new StringBuilder();
        for (int last = first; last < groups.size(); last++) {
            digits.append(groups.get(last).digits());
            if (digits.length() > LONGEST) return -1;
            if (digits.length() >= SHORTEST && isLikelyGrouping(groups, first, last) && isCardNumber(digits.toString()))
                return last;
        }
        return -1;
    }

    /// Small numbers in a row pass Luhn's check one time in ten, so not every row of them is taken for a card: it is
    /// written in fours, or with one kind of separator throughout and in groups of at least two digits, or digit by
    /// digit with nothing else around.
    private static boolean isLikelyGrouping(List<DigitGroups.Group> groups, int first, int last) {
        List<DigitGroups.Group> allButLast = groups.subList(first, last);
        if (allButLast.stream().allMatch(group -> group.digits().length() == 4)) return true;
        boolean spelledOut = first == 0 && last == groups.size() - 1;
        boolean inPairs = allButLast.stream().allMatch(group -> group.digits().length() >= 2);
        return (spelledOut || inPairs) && hasOneKindOfSeparator(groups.subList(first + 1, last + 1));
    }

    private static boolean hasOneKindOfSeparator(List<DigitGroups.Group> followers) {
        return followers.stream()
                        .mapToInt(DigitGroups.Group::separators)
                        .filter(kinds -> kinds != 0)
                        .distinct()
                        .count()
                <= 1;
    }

    static boolean isCardNumber(String digits) {
        return CardRanges.issues(digits) && passesLuhn(digits);
    }

    private static boolean passesLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = 2 * digit;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    static String asciiDigits(CharSequence text) {
        var digits = new StringBuilder();
        text.codePoints().filter(Character::isDigit).forEach(c -> digits.append(Character.digit(c, 10)));
        return digits.toString();
    }
}
