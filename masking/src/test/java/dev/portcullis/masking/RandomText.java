// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.List;
import java.util.Random;

/// Texts a person would not write: any characters, broken surrogates, and pieces of what detectors look for.
final class RandomText {
    private static final String SEPARATORS = " -._:=\"'\t\n/@+()&?,\u00a0\u2010\u2013\u200b\u3000";
    private static final int[] DIGIT_ZEROS = {'0', 0x0660, 0x0966, 0x0E50, 0xFF10, 0x1D7CE};

    private RandomText() {}

    static String around(Random random, List<String> pieces) {
        var text = new StringBuilder();
        int parts = random.nextInt(8);
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(6)) {
                case 0 -> text.append(any(random, random.nextInt(20)));
                case 1, 2 -> text.append(mutated(random, pieces.get(random.nextInt(pieces.size()))));
                case 3 -> text.append(SEPARATORS.charAt(random.nextInt(SEPARATORS.length())));
                case 4 -> text.append(digits(random));
                default -> text.append(pieces.get(random.nextInt(pieces.size())));
            }
        }
        return text.toString();
    }

    static String any(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x80));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                default -> text.append(SEPARATORS.charAt(random.nextInt(SEPARATORS.length())));
            }
        }
        return text.toString();
    }

    private static String mutated(Random random, String piece) {
        if (piece.isEmpty()) return piece;
        var text = new StringBuilder(piece);
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, SEPARATORS.charAt(random.nextInt(SEPARATORS.length())));
            default -> text.setCharAt(at, (char) random.nextInt(0x250));
        }
        return text.toString();
    }

    private static String digits(Random random) {
        int zero = DIGIT_ZEROS[random.nextInt(DIGIT_ZEROS.length)];
        var text = new StringBuilder();
        for (int i = random.nextInt(22); i > 0; i--) text.appendCodePoint(zero + random.nextInt(10));
        return text.toString();
    }
}
