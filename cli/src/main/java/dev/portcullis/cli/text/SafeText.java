// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.text;

/// Makes text from elsewhere inert: what a caller or a target wrote into a command, a result or a reason must not move
/// the cursor, change a title or hide a line in the terminal of the person who reads it.
public final class SafeText {

    private SafeText() {}

    /// The text on one line: every control character, line breaks included, is shown as an escape.
    public static String line(String text) {
        return inert(text, false);
    }

    /// The text with its line breaks kept; every other control character is shown as an escape.
    public static String block(String text) {
        return inert(text, true);
    }

    private static String inert(String text, boolean keepLineBreaks) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character == '\n' && keepLineBreaks) {
                shown.append('\n');
            } else if (isHarmless(character)) {
                shown.appendCodePoint(character);
            } else {
                shown.append(escape(character));
            }
        });
        return shown.toString();
    }

    /// Control characters steer the terminal, format characters (the direction overrides among them) reorder what is
    /// read, and halves of pairs and unassigned ones show as anything.
    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escape(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> character <= 0xFF ? "\\x%02x".formatted(character) : "\\u{%x}".formatted(character);
        };
    }
}
