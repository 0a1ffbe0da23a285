// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A path in the one form that is judged and forwarded. Encoded letters, digits, `-`, `_` and `~` are decoded, other
/// encodings get upper-case digits; whatever two servers may read differently is refused: empty and dot segments,
/// parameters, encoded separators, control characters, bytes that are not UTF-8.
final class RequestPath {
    private static final int MAX_LENGTH = 8 * 1024;
    private static final String PLAIN = "-_~";
    private static final String OTHERS_ALLOWED = ".!$&'()*+,=:@";
    /// Characters that mean something once decoded: `/`, `\`, `.`, `;`, `%`, `?`, `#`.
    private static final String NEVER_ENCODED = "/\\.;%?#";

    private RequestPath() {}

    /// The normal form of a raw path that begins with `/`, or of an empty one.
    static String normalised(String raw) {
        if (raw.length() > MAX_LENGTH) {
            throw Refused.notUnderstood("the path is too long");
        }
        StringBuilder out = new StringBuilder(raw.length());
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                escape(octet(raw, i), out, encoded);
                i += 2;
            } else {
                requireUtf8(encoded);
                plain(c, out);
            }
        }
        requireUtf8(encoded);
        return withoutAmbiguousSegments(out.toString());
    }

    private static void escape(int octet, StringBuilder out, ByteArrayOutputStream encoded) {
        if (octet < 0x20 || octet == 0x7f || NEVER_ENCODED.indexOf(octet) >= 0) {
            throw Refused.notUnderstood("the path encodes a character that can be read two ways");
        }
        if (octet >= 0x80) {
            encoded.write(octet);
        } else {
            requireUtf8(encoded);
        }
        if (isPlain((char) octet)) {
            out.append((char) octet);
            return;
        }
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) octet));
    }

    private static void plain(char c, StringBuilder out) {
        if (c != '/' && !isPlain(c) && OTHERS_ALLOWED.indexOf(c) < 0) {
            throw Refused.notUnderstood("the path holds a character that can be read two ways");
        }
        out.append(c);
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }

    /// The octet behind a percent sign.
    static int octet(String text, int percent) {
        if (percent + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(percent + 1))
                && HexFormat.isHexDigit(text.charAt(percent + 2))) {
            return HexFormat.fromHexDigits(text, percent + 1, percent + 3);
        }
        throw Refused.notUnderstood("a percent sign is not followed by two hexadecimal digits");
    }

    private static void requireUtf8(ByteArrayOutputStream encoded) {
        if (encoded.size() > 0) {
            requireUtf8(encoded.toByteArray());
            encoded.reset();
        }
    }

    static String requireUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Refused.notUnderstood("encoded characters are not UTF-8");
        }
    }

    private static String withoutAmbiguousSegments(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw Refused.notUnderstood("the path has dot segments");
            }
        }
        if (path.contains("//")) {
            throw Refused.notUnderstood("the path has empty segments");
        }
        return path;
    }
}
