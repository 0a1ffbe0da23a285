// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

/// One line of a text with a caret under the place in question.
final class Excerpt {

    private Excerpt() {}

    static String of(String text, int line, int column) {
        String shown = text.lines().skip(line - 1L).findFirst().orElse("");
        return shown + "\n" + " ".repeat(column - 1) + "^";
    }
}
