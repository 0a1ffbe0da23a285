// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/// Takes a content encoding off, within limits: what was compressed well may be a bomb.
public final class ContentDecoding {
    private ContentDecoding() {}

    /// Whether there is anything to take off.
    public static boolean isEncoded(String encoding) {
        return !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity");
    }

    /// The body without its encoding.
    ///
    /// @throws UnreadableException the encoding is not known, the body is not encoded so, or larger than the limit
    public static byte[] decoded(byte[] body, String encoding, long limit) throws UnreadableException {
        if (!isEncoded(encoding)) {
            return body;
        }
        try (InputStream in = opened(body, encoding.strip().toLowerCase(Locale.ROOT))) {
            byte[] decoded = in.readNBytes(Math.toIntExact(Math.min(limit + 1, Integer.MAX_VALUE - 8)));
            if (decoded.length > limit) {
                throw UnreadableException.tooLarge();
            }
            return decoded;
        } catch (IOException e) {
            throw UnreadableException.of("not encoded as it says it is");
        }
    }

    /// Refuses an encoding that could not be taken off.
    ///
    /// @throws UnreadableException the encoding is not known here
    public static void requireKnown(String encoding) throws UnreadableException {
        switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity", "gzip", "x-gzip", "deflate" -> {}
            default -> throw UnreadableException.of("a content encoding that is not known here");
        }
    }

    private static InputStream opened(byte[] body, String encoding) throws UnreadableException, IOException {
        return switch (encoding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(new ByteArrayInputStream(body));
            case "deflate" -> new InflaterInputStream(new ByteArrayInputStream(body));
            default -> throw UnreadableException.of("a content encoding that is not known here");
        };
    }
}
