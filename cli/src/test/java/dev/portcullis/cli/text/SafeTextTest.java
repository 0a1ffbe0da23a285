// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void showsEscapeSequencesInsteadOfSendingThem() {
        assertThat(SafeText.line("\u001b[2J\u001b]0;title\u0007")).isEqualTo("\\x1b[2J\\x1b]0;title\\x07");
    }

    @Test
    void showsTheEightBitControlsToo() {
        assertThat(SafeText.line("\u009b31m")).isEqualTo("\\x9b31m");
    }

    @Test
    void showsDirectionOverridesAndInvisibleCharacters() {
        assertThat(SafeText.line("abc\u202edef\u200b")).isEqualTo("abc\\u{202e}def\\u{200b}");
    }

    @Test
    void keepsALineALine() {
        assertThat(SafeText.line("a\r\nb\tc\u2028d")).isEqualTo("a\\r\\nb\\tc\\u{2028}d");
    }

    @Test
    void keepsTheLineBreaksOfABlock() {
        assertThat(SafeText.block("a\nb\rc")).isEqualTo("a\nb\\rc");
    }

    @Test
    void leavesWritingOfAnyLanguageAlone() {
        assertThat(SafeText.line("Zoë 東京 мир 😀 ñ")).isEqualTo("Zoë 東京 мир 😀 ñ");
    }

    @Test
    void sendsNoControlCharacterWhateverItIsGiven() {
        StringBuilder everything = new StringBuilder();
        for (int character = 0; character < 0x3000; character++) {
            everything.appendCodePoint(character);
        }

        assertThat(SafeText.line(everything.toString()).chars()).noneMatch(Character::isISOControl);
    }
}
