// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.regex.Pattern;

/// Where a text that is still arriving may be cut: behind a delimiter, and where nothing that a detector looks for can
/// have begun and not ended. Whether a place is safe depends on the text before it only, so the cuts of a text are the
/// same however it arrives.
final class SafeCuts {
    /// A finding that is not longer than this is never cut in two.
    static final int REACH = 1024;

    private static final String KEYED = "(?:api|access|private|account|encryption|signing)[_. -]?";
    private static final String ASSIGNED_TO =
            "(?:password|passwd|passphrase|pwd|secret|token|credential|" + KEYED + "key)";
    private static final String LABEL = "(?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----";

    /// What may go on behind a delimiter. Everything else that detectors find has none inside.
    private static final Pattern OPEN = Pattern.compile(
            // Account numbers, whose later groups may be letters.
            "(?:(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]){0,30}[ -]?"
                    // A name, its sign of assignment, and a value in quotes or without.
                    + "|(?i:" + KEYED + ")"
                    + "|(?i:" + ASSIGNED_TO + ")[\"']{0,2}\\s{0,3}"
                    + "(?:(?::=|=>|=|:)\\s{0,3}(?:\"[^\"\\n]{0,512}|'[^'\\n]{0,512}|[^\\s\"',;&]{0,512}))?"
                    + "|(?i:bearer|basic)\\s{1,3}"
                    + "|://\\S{0,512}"
                    + "|-----BEGIN (?:[A-Z0-9]{1,12} ){0,5}(?:KEY )?)\\z");

    /// The longest of these, without and with a value in it.
    private static final int LONGEST_NAME = 100;

    private static final int LONGEST_VALUE = 700;
    /// Separators that may stand between two digits of a card, a social security number or a phone.
    private static final int BETWEEN_DIGITS = 3;

    private static final Pattern KEY_BEGINS = Pattern.compile("-----BEGIN " + LABEL);
    private static final Pattern KEY_ENDS = Pattern.compile("-----END " + LABEL);

    private SafeCuts() {}

    /// Whether the text may be cut at its end.
    static boolean atEndOf(StringBuilder text) {
        char last = text.charAt(text.length() - 1);
        if (!isDelimiter(last) || isAmongDigits(text)) return false;
        boolean mayHoldValue = !isSpace(last) || text.indexOf("\"") >= 0 || text.indexOf("'") >= 0;
        int longest = mayHoldValue ? LONGEST_VALUE : LONGEST_NAME;
        var open = OPEN.matcher(text);
        open.useTransparentBounds(true).region(Math.max(0, text.length() - longest), text.length());
        return !open.find() && !isInsideKey(text);
    }

    private static boolean isAmongDigits(StringBuilder text) {
        int at = text.length();
        for (int i = 0; i <= BETWEEN_DIGITS && at > 0; i++) {
            int c = text.codePointBefore(at);
            if (Character.isDigit(c)) return true;
            at -= Character.charCount(c);
        }
        return false;
    }

    static boolean isDelimiter(char c) {
        return isSpace(c) || (c > 0x7f && isPunctuation(c));
    }

    /// What `\s` is to the detectors.
    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /// Scripts without spaces still have their commas and full stops.
    private static boolean isPunctuation(char c) {
        return switch (Character.getType(c)) {
            case Character.OTHER_PUNCTUATION, Character.START_PUNCTUATION, Character.END_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isInsideKey(StringBuilder text) {
        int begin = text.lastIndexOf("-----BEGIN ");
        if (begin < 0) return false;
        String tail = text.substring(begin);
        return beginsKey(tail) && !endsKey(tail);
    }

    static boolean beginsKey(String text) {
        return KEY_BEGINS.matcher(text).lookingAt();
    }

    /// Whether the last line of a private key is there in full.
    static boolean endsKey(CharSequence text) {
        return KEY_ENDS.matcher(text).find();
    }
}
