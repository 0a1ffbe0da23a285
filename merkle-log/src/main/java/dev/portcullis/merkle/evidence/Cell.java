// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.regex.Pattern;

/// What may stand in a table. Texts come from whoever sent a command or asked for something: shown to a person, they
/// must be able to do nothing, and never be longer than a table bears. The event has all of it.
final class Cell {

    private static final int MAX_LENGTH = 300;

    // Controls, what turns the direction of writing or hides characters, what ends a line, halves of characters, and
    // what never is a character. As ranges: tables are made again by a verifier that may know a later Unicode.
    private static final Pattern UNFIT =
            Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F\\xAD\\x{600}-\\x{605}\\x{61C}\\x{6DD}\\x{70F}"
                    + "\\x{890}-\\x{891}\\x{8E2}\\x{180E}\\x{200B}-\\x{200F}\\x{2028}-\\x{202E}\\x{2060}-\\x{206F}"
                    + "\\x{D800}-\\x{DFFF}\\x{FDD0}-\\x{FDEF}\\x{FEFF}\\x{FFF0}-\\x{FFFB}\\x{FFFE}\\x{FFFF}\\x{110BD}\\x{110CD}"
                    + "\\x{13430}-\\x{1343F}\\x{1BCA0}-\\x{1BCA3}\\x{1D173}-\\x{1D17A}\\x{E0000}-\\x{E0FFF}]");

    private Cell() {}

    /// The text with everything replaced that is not plainly visible; cut, and then ending with `…`, if it is long.
    static String of(String text) {
        String head = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return UNFIT.matcher(head).replaceAll("\uFFFD");
    }
}
