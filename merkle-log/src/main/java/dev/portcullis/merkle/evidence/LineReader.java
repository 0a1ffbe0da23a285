// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads a file of a bundle line by line. Whoever made the file decides how long its lines are, up to a bound.
final class LineReader implements AutoCloseable {

    // An event has a megabyte at most, in Base64 a third more.
    private static final int MAX_LENGTH = 4 << 20;

    private final InputStream in;
    private long number;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /// The bytes of the next line without its end; null behind the last.
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.size() > 0) {
                    throw new ZipException("a last line is not ended");
                }
                return null;
            }
            if (line.size() == MAX_LENGTH) {
                throw new ZipException("line " + (number + 1) + " is too long");
            }
            line.write(b);
        }
        number++;
        return line.toByteArray();
    }

    /// Whether the next line is this one.
    boolean nextIs(byte[] expected) throws IOException {
        return Arrays.equals(next(), expected);
    }

    /// The number of the line read last, from 1.
    long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
