// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.regex.Pattern;

/// What may stand in a table. Texts come from whoever sent a command or asked for something: shown to a person, they
/// must be able to do nothing, and never be longer than a table bears. The event has all of it.
final class Cell {

    private static final int MAX_LENGTH = 300;

    // Controls, what turns the direction of writing or hides characters, what ends a line, halves of characters.
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}]");

    private Cell() {}

    /// The text with everything replaced that is not plainly visible; cut, and then ending with `…`, if it is long.
    static String of(String text) {
        String head = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return UNFIT.matcher(head).replaceAll("\uFFFD");
    }
}
