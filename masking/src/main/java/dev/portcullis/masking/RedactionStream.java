// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import java.util.List;
import java.util.function.UnaryOperator;

/// Redacts a text that arrives in pieces. What comes out, taken together, is the same however the text was cut, and no
/// finding gets out in halves. Of ordinary text only the last word is held back, of anything at most [#MOST_HELD]
/// characters. For one text and one thread.
public final class RedactionStream {
    /// So many characters are held back at most. A finding longer than that is swallowed up to its end.
    public static final int MOST_HELD = 4 * SafeCuts.REACH;

    /// Enough to recognise the last line of a private key.
    private static final int KEPT_OF_KEY = 128;

    private final DetectorSet detectors;
    private final UnaryOperator<String> rewrite;
    private final StringBuilder held = new StringBuilder();
    private Mode mode = Mode.READING;

    private enum Mode {
        READING,
        SWALLOWING_WORD,
        SWALLOWING_KEY
    }

    RedactionStream(DetectorSet detectors, UnaryOperator<String> rewrite) {
        this.detectors = detectors;
        this.rewrite = rewrite;
    }

    /// Takes the next piece and gives back what is certain by now, often less than the piece and sometimes more.
    public String feed(CharSequence piece) {
        var out = new StringBuilder();
        for (int i = 0; i < piece.length(); i++) take(piece.charAt(i), out);
        return out.toString();
    }

    /// The rest. Nothing may be fed afterwards.
    public String end() {
        String rest = mode == Mode.READING ? rewrite.apply(held.toString()) : "";
        held.setLength(0);
        return rest;
    }

    private void take(char c, StringBuilder out) {
        held.append(c);
        switch (mode) {
            case READING -> read(out);
            case SWALLOWING_WORD -> swallowWord(c);
            case SWALLOWING_KEY -> swallowKey();
        }
    }

    private void read(StringBuilder out) {
        if (SafeCuts.atEndOf(held)) {
            out.append(rewrite.apply(held.toString()));
            held.setLength(0);
        } else if (held.length() == MOST_HELD) {
            cutAnyway(out);
        }
    }

    private void cutAnyway(StringBuilder out) {
        String text = held.toString();
        List<Finding> findings = detectors.find(text);
        int cut = MOST_HELD - SafeCuts.REACH;
        for (Finding finding : findings) {
            if (finding.start() >= cut || finding.end() <= cut) continue;
            if (finding.end() == text.length()) {
                swallow(text, finding.start(), out);
                return;
            }
            cut = finding.end();
        }
        if (Character.isHighSurrogate(text.charAt(cut - 1))) cut--;
        out.append(rewrite.apply(text.substring(0, cut)));
        held.delete(0, cut);
    }

    /// What began long ago and still goes on is gone for good.
    private void swallow(String text, int start, StringBuilder out) {
        out.append(rewrite.apply(text.substring(0, start))).append(ValueMasker.MARKER);
        mode = SafeCuts.beginsKey(text.substring(start)) ? Mode.SWALLOWING_KEY : Mode.SWALLOWING_WORD;
        held.setLength(0);
    }

    private void swallowWord(char c) {
        held.setLength(0);
        if (!SafeCuts.isSpace(c)) return;
        held.append(c);
        mode = Mode.READING;
    }

    private void swallowKey() {
        if (SafeCuts.endsKey(held)) {
            held.setLength(0);
            mode = Mode.READING;
        } else if (held.length() > KEPT_OF_KEY) {
            held.delete(0, held.length() - KEPT_OF_KEY);
        }
    }
}
