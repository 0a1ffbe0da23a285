// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Parts of triggers. Characters outside ASCII are the bytes of their UTF-8 form.
final class Triggers {
    /// What `\s` is to `java.util.regex`.
    static final String SPACE = "[ \t\n\u000b\f\r]";

    private static final String ASCII_SEPARATOR = "[ \t._\\-]";

    private static final Automaton UNUSUAL_DIGITS = makeUnusualDigits();

    private Triggers() {}

    /// Whether people, or those who hide from us, put this between groups of digits.
    static boolean isSeparator(int character) {
        return switch (Character.getType(character)) {
            case Character.DASH_PUNCTUATION, Character.SPACE_SEPARATOR, Character.FORMAT -> true;
            default -> character == '.' || character == '_' || character == '\t' || character == '\u2212';
        };
    }

    /// `digits` decimal digits with at most `separators` separators between any two, in ASCII.
    static Automaton digits(int digits, int separators) {
        return ByteScanner.trigger("[0-9](%s{0,%d}[0-9]){%d}".formatted(ASCII_SEPARATOR, separators, digits - 1));
    }

    /// Groups of digits, such as 3-2-4, with one separator between them, in ASCII.
    static Automaton groups(int... sizes) {
        return ByteScanner.trigger(
                IntStream.of(sizes).mapToObj("[0-9]{%d}"::formatted).collect(Collectors.joining(ASCII_SEPARATOR)));
    }

    /// A digit of another script, or a separator outside ASCII next to a digit. Too rare to be worth counting digits:
    /// that would multiply the states by all the ways these characters are encoded.
    static Automaton unusualDigits() {
        return UNUSUAL_DIGITS;
    }

    private static Automaton makeUnusualDigits() {
        Automaton otherSeparator = characters(Triggers::isSeparator);
        Automaton digit = ByteScanner.trigger("[0-9]" + ASCII_SEPARATOR + "?");
        return characters(Character::isDigit).union(digit.concatenate(otherSeparator));
    }

    /// A trigger in either case. Only for plain words.
    static String anyCase(String word) {
        var pattern = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            char upper = Character.toUpperCase(c);
            if (upper == c) {
                pattern.append(c);
            } else {
                pattern.append('[').append(c).append(upper).append(']');
            }
        }
        return pattern.toString();
    }

    /// One of several words, in either case.
    static String anyCaseOf(String... words) {
        var pattern = new StringBuilder("(");
        for (String word : words) {
            if (pattern.length() > 1) pattern.append('|');
            pattern.append(anyCase(word.toLowerCase(Locale.ROOT)));
        }
        return pattern.append(')').toString();
    }

    /// The UTF-8 bytes of these characters, as far as they are outside ASCII.
    private static Automaton characters(IntPredicate which) {
        CharSequence[] encoded = IntStream.rangeClosed(0x80, Character.MAX_CODE_POINT)
                .filter(character -> Character.getType(character) != Character.SURROGATE)
                .filter(which)
                .mapToObj(Triggers::bytesOf)
                .toArray(CharSequence[]::new);
        return BasicAutomata.makeStringUnion(encoded);
    }

    private static String bytesOf(int character) {
        byte[] bytes = Character.toString(character).getBytes(StandardCharsets.UTF_8);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
