// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import java.util.Arrays;

/// Writes JSON as UTF-8 into one growing array, which is reused. Whatever a client sent comes out as inert
/// text: control characters are escaped, and a surrogate without its other half becomes U+FFFD.
final class JsonBuffer {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final int KEEP = 64 * 1024;
    /// Of a number, with its sign.
    private static final int MOST_DIGITS = 20;
    private static final char REPLACEMENT = '\uFFFD';

    private byte[] bytes = new byte[2048];
    private int size;
    private boolean comma;

    /// Empties the buffer, and lets go of an array that one huge text made grow.
    void clear() {
        if (bytes.length > KEEP) {
            bytes = new byte[KEEP];
        }
        size = 0;
        comma = false;
    }

    int size() {
        return size;
    }

    /// The array that holds the first [#size] bytes; overwritten by the next use.
    byte[] array() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, size);
    }

    JsonBuffer open() {
        return begin('{');
    }

    JsonBuffer close() {
        return end('}');
    }

    JsonBuffer openArray() {
        return begin('[');
    }

    JsonBuffer closeArray() {
        return end(']');
    }

    /// A member's name: plain ASCII, ours.
    JsonBuffer name(String name) {
        separate();
        ensure(name.length() + 3);
        bytes[size++] = '"';
        ascii(name);
        bytes[size++] = '"';
        bytes[size++] = ':';
        comma = false;
        return this;
    }

    JsonBuffer number(long value) {
        separate();
        ensure(MOST_DIGITS);
        if (value < 0) {
            ascii(Long.toString(value));
        } else {
            digits(value);
        }
        comma = true;
        return this;
    }

    JsonBuffer bool(boolean value) {
        return literal(value ? "true" : "false");
    }

    JsonBuffer nothing() {
        return literal("null");
    }

    /// A text of any content.
    JsonBuffer text(CharSequence text) {
        separate();
        ensure(2 + text.length());
        bytes[size++] = '"';
        for (int i = plain(text); i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                ensure(1);
                bytes[size++] = (byte) c;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                fourBytes(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                special(Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        ensure(1);
        bytes[size++] = '"';
        comma = true;
        return this;
    }

    /// Members or values that were encoded before, without the brackets around them.
    JsonBuffer encoded(byte[] members) {
        if (members.length == 0) {
            return this;
        }
        separate();
        ensure(members.length);
        System.arraycopy(members, 0, bytes, size, members.length);
        size += members.length;
        comma = true;
        return this;
    }

    /// Ends a line of JSON lines.
    void newLine() {
        ensure(1);
        bytes[size++] = '\n';
        comma = false;
    }

    private JsonBuffer begin(char bracket) {
        separate();
        ensure(1);
        bytes[size++] = (byte) bracket;
        comma = false;
        return this;
    }

    private JsonBuffer end(char bracket) {
        ensure(1);
        bytes[size++] = (byte) bracket;
        comma = true;
        return this;
    }

    private JsonBuffer literal(String word) {
        separate();
        ensure(word.length());
        ascii(word);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            ensure(1);
            bytes[size++] = ',';
        }
    }

    /// Writes a text up to its first character that is not written as itself, for which there must be room. Most have
    /// none.
    ///
    /// @return where that is
    private int plain(CharSequence text) {
        byte[] out = bytes;
        int at = size;
        int i = 0;
        for (int length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            if (!isPlain(c)) {
                break;
            }
            out[at++] = (byte) c;
        }
        size = at;
        return i;
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    }

    private void digits(long value) {
        int at = size;
        for (long left = value; left > 9; left /= 10) {
            at++;
        }
        size = at + 1;
        long left = value;
        do {
            bytes[at--] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
    }

    private void ascii(String text) {
        byte[] out = bytes;
        int at = size;
        for (int i = 0; i < text.length(); i++) {
            out[at++] = (byte) text.charAt(i);
        }
        size = at;
    }

    private void special(char c) {
        ensure(6);
        if (c == '"' || c == '\\') {
            bytes[size++] = '\\';
            bytes[size++] = (byte) c;
        } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
            bytes[size++] = '\\';
            bytes[size++] = 'u';
            bytes[size++] = '0';
            bytes[size++] = '0';
            bytes[size++] = HEX[c >> 4];
            bytes[size++] = HEX[c & 15];
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xc0 | (c >> 6));
            bytes[size++] = (byte) (0x80 | (c & 0x3f));
        } else {
            bytes[size++] = (byte) (0xe0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            bytes[size++] = (byte) (0x80 | (c & 0x3f));
        }
    }

    private void fourBytes(int codePoint) {
        ensure(4);
        bytes[size++] = (byte) (0xf0 | (codePoint >> 18));
        bytes[size++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
        bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        bytes[size++] = (byte) (0x80 | (codePoint & 0x3f));
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
