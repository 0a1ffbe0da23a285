// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dk.brics.automaton.Automaton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.IBANValidator;

/// International bank account numbers: form and length of their country, and the checksum of ISO 7064.
final class Ibans {
    private static final Pattern START = Pattern.compile("(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}");
    private static final int SHORTEST = 15;
    private static final int LONGEST = 34;

    private Ibans() {}

    static Automaton trigger() {
        return ByteScanner.trigger("[A-Za-z]{2}[0-9]{2}([ \\-]?[A-Za-z0-9]){3}");
    }

    static List<Finding> find(String text, String detector) {
        var findings = new ArrayList<Finding>();
        Matcher start = START.matcher(text);
        int from = 0;
        while (from <= text.length() && start.find(from)) {
            int end = endOfAccount(text, start.start());
            if (end > 0) findings.add(new Finding(detector, start.start(), end));
            from = Math.max(end, start.start() + 1);
        }
        return findings;
    }

    /// Where the longest valid number that begins at `start` ends, or 0. Words may follow, so every end is tried.
    private static int endOfAccount(String text, int start) {
        var number = new StringBuilder();
        int end = 0;
        for (int at = start; at < text.length() && number.length() < LONGEST; at++) {
            char c = text.charAt(at);
            if (isAlphanumeric(c)) {
                number.append(c);
                boolean ends = at + 1 == text.length() || !isAlphanumeric(text.charAt(at + 1));
                if (ends && number.length() >= SHORTEST && isValid(number)) end = at + 1;
            } else if (!isSeparatorInside(text, at)) {
                return end;
            }
        }
        return end;
    }

    private static boolean isValid(CharSequence number) {
        return IBANValidator.getInstance().isValid(number.toString().toUpperCase(Locale.ROOT));
    }

    private static boolean isSeparatorInside(String text, int at) {
        char c = text.charAt(at);
        return (c == ' ' || c == '-') && isAlphanumeric(text.charAt(at - 1));
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
