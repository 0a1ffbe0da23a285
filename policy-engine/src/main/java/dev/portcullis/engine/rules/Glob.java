// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.rules;

/// Names with wildcards: `*` stands for any characters, also none; everything else stands for itself.
public final class Glob {

    private Glob() {}

    /// Whether the whole text is what the glob describes. Takes time in proportion to both lengths, whatever they hold.
    public static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int retry = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                retry = t;
            } else if (g < glob.length() && glob.charAt(g) == text.charAt(t)) {
                g++;
                t++;
            } else if (star >= 0) {
                // The last star takes one character more; what earlier ones took never needs to change.
                g = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
