// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking.fingerprint;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/// Hashes of all runs of [#RUN] letters and digits of a text, rolling, and of each [#WINDOW] neighbours
/// the least (Schleimer, Wilkerson, Aiken: Winnowing, 2003). Case, spaces and everything else that is
/// neither letter nor digit do not count. Two texts that share [#SURE] letters and digits in a row share
/// a fingerprint, wherever in them.
final class Winnowing {
    static final int RUN = 40;
    static final int WINDOW = 20;

    /// So many letters and digits in a row are found for sure.
    static final int SURE = RUN + WINDOW - 1;

    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long FIRST = power();

    private final long salt;

    Winnowing(long salt) {
        this.salt = salt;
    }

    /// The fingerprints of a text that is to be found: of each window one.
    void chosen(String text, LongConsumer to) {
        long[] window = new long[WINDOW];
        Arrays.fill(window, Long.MAX_VALUE);
        int[] seen = {0};
        long[] last = {Long.MAX_VALUE};
        boolean[] any = {false};
        all(text, hash -> {
            window[seen[0]++ % WINDOW] = hash;
            long least = least(window);
            if (seen[0] >= WINDOW && (!any[0] || least != last[0])) {
                any[0] = true;
                last[0] = least;
                to.accept(least);
            }
        });
        if (!any[0] && seen[0] > 0) {
            // Shorter than a window: the least of what there is.
            to.accept(least(window));
        }
    }

    /// The hashes of all runs of a text that is searched.
    void all(String text, LongConsumer to) {
        char[] letters = letters(text);
        long hash = 0;
        for (int i = 0; i < letters.length; i++) {
            if (i >= RUN) {
                hash -= letters[i - RUN] * FIRST;
            }
            hash = hash * BASE + letters[i];
            if (i >= RUN - 1) {
                to.accept(mixed(hash ^ salt));
            }
        }
    }

    /// How many letters and digits a text has.
    static int length(String text) {
        return letters(text).length;
    }

    private static char[] letters(String text) {
        String plain = Normalizer.isNormalized(text, Normalizer.Form.NFKC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFKC);
        char[] letters = new char[plain.length()];
        int count = 0;
        for (int i = 0; i < plain.length(); i++) {
            char one = plain.charAt(i);
            // Halves of characters beyond the first plane count too: their letters are letters.
            if (Character.isLetterOrDigit(one) || Character.isSurrogate(one)) {
                letters[count++] = Character.toLowerCase(one);
            }
        }
        return Arrays.copyOf(letters, count);
    }

    private static long least(long[] window) {
        long least = window[0];
        for (long one : window) {
            least = Math.min(least, one);
        }
        return least;
    }

    private static long power() {
        long power = 1;
        for (int i = 1; i < RUN; i++) {
            power *= BASE;
        }
        return power;
    }

    /// The last step of MurmurHash3: neighbours in text are none in numbers.
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
