// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Leaves a readable end. Masking what is masked already changes nothing.
final class PartialMask {
    private static final Pattern EMAIL = Pattern.compile("([^@\\s]++)@[^@\\s]*\\.([^@\\s.]+)");
    private static final Pattern SHORT_TOP_LEVEL = Pattern.compile("[A-Za-z]{2,4}");
    private static final Pattern DIGITS_AND_SEPARATORS =
            Pattern.compile("[\\p{Nd}*\\p{Pd}\\p{Zs}\\t./()+]*+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String STARS = "***";
    /// PCI DSS 3.4.1 allows the last four digits of a card number to be shown (and the first six, which are not).
    private static final int MOST_DIGITS = 4;

    /// Enough to tell two values apart; more would be most of a name.
    private static final int MOST_CHARACTERS = 8;

    private PartialMask() {}

    static String apply(String value, int keep) {
        if (keep == 0) return STARS;
        Matcher email = EMAIL.matcher(value);
        if (email.matches()) return email(email.group(1), email.group(2));
        int[] characters = value.codePoints().toArray();
        return DIGITS_AND_SEPARATORS.matcher(value).matches()
                ? digits(characters, Math.min(keep, MOST_DIGITS))
                : text(characters, keep);
    }

    private static String email(String local, String topLevel) {
        boolean single = local.codePointCount(0, local.length()) == 1;
        int first = local.codePointAt(0);
        var masked = new StringBuilder();
        if (!single && isReadable(first) && first != '*') masked.appendCodePoint(first);
        return masked.append("***@***.")
                .append(SHORT_TOP_LEVEL.matcher(topLevel).matches() ? topLevel : STARS)
                .toString();
    }

    /// Separators stay where they are, so that a card number still looks like one.
    private static String digits(int[] characters, int keep) {
        int slots = slots(characters);
        return slots == 0 ? "*" : withLastSlots(characters, Math.min(keep, slots / 2));
    }

    private static String withLastSlots(int[] characters, int shown) {
        int hidden = slots(characters) - shown;
        var masked = new StringBuilder();
        for (int character : characters) {
            boolean hide = isSlot(character) && hidden-- > 0;
            masked.appendCodePoint(hide ? '*' : character);
        }
        return masked.toString();
    }

    private static int slots(int[] characters) {
        int slots = 0;
        for (int character : characters) if (isSlot(character)) slots++;
        return slots;
    }

    private static boolean isSlot(int character) {
        return character == '*' || Character.isDigit(character);
    }

    private static String text(int[] characters, int keep) {
        int kept = Math.min(Math.min(keep, MOST_CHARACTERS), characters.length / 2);
        int[] end = Arrays.copyOfRange(characters, characters.length - kept, characters.length);
        for (int i = 0; i < end.length; i++) {
            if (!isReadable(end[i])) end[i] = '*';
        }
        // A longer end may still be the end of a card number with words before it.
        return "*".repeat(kept + 1) + withLastSlots(end, MOST_DIGITS);
    }

    private static boolean isReadable(int character) {
        if (character == '@') return false;
        return switch (Character.getType(character)) {
            case Character.SURROGATE, Character.CONTROL, Character.UNASSIGNED, Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
