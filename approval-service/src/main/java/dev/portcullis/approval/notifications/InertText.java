// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

/// Makes text that others chose harmless before it is stored: one line without anything invisible, and short. What a
/// channel reads as markup is escaped when the message is worded.
final class InertText {

    private InertText() {}

    /// At most so many characters; `…` stands where some are missing.
    static String of(String text, int longest) {
        StringBuilder inert = new StringBuilder();
        int taken = 0;
        for (int each : (Iterable<Integer>) text.codePoints()::iterator) {
            if (taken == longest) {
                return inert.append('…').toString();
            }
            inert.appendCodePoint(isInert(each) ? each : ' ');
            taken++;
        }
        return inert.toString().strip();
    }

    /// Line breaks make headers, format characters turn the reading direction, lone surrogates are no text.
    private static boolean isInert(int character) {
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
}
