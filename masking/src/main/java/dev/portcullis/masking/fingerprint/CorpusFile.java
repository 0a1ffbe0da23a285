// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking.fingerprint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// Fingerprints as a file: a line that says what it is, with the salt; a line for each text, its name and
/// its numbers; and the SHA-256 of all that, so that half of a file is no file.
public final class CorpusFile {
    private static final String FIRST = "portcullis-fingerprints-1 ";
    private static final String LAST = "sha256 ";

    private CorpusFile() {}

    /// The file of these fingerprints.
    public static String write(Corpus corpus) {
        StringBuilder file =
                new StringBuilder(FIRST).append(Long.toHexString(corpus.salt())).append('\n');
        for (Corpus.Known text : corpus.texts()) {
            ByteBuffer numbers = ByteBuffer.allocate(text.count() * Long.BYTES);
            text.fingerprints().forEach(numbers::putLong);
            file.append(text.name())
                    .append('\t')
                    .append(Base64.getEncoder().encodeToString(numbers.array()))
                    .append('\n');
        }
        String all = file.toString();
        return all + LAST + digest(all) + "\n";
    }

    /// Reads such a file.
    ///
    /// @throws IllegalArgumentException it is none, or not a whole one
    public static Corpus read(String file) {
        int last = file.lastIndexOf(LAST);
        if (!file.startsWith(FIRST) || last < 1 || file.charAt(last - 1) != '\n') {
            throw new IllegalArgumentException("this is no file of fingerprints");
        }
        String all = file.substring(0, last);
        if (!file.substring(last).equals(LAST + digest(all) + "\n")) {
            throw new IllegalArgumentException("something of the file is missing or changed");
        }
        List<String> lines = all.lines().toList();
        long salt = Long.parseUnsignedLong(lines.getFirst().substring(FIRST.length()), 16);
        List<Corpus.Known> texts = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            texts.add(text(line));
        }
        return new Corpus(salt, texts);
    }

    private static Corpus.Known text(String line) {
        int tab = line.indexOf('\t');
        if (tab < 1) {
            throw new IllegalArgumentException("a line of the file has no name");
        }
        ByteBuffer numbers = ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(tab + 1)));
        if (numbers.remaining() == 0 || numbers.remaining() % Long.BYTES != 0) {
            throw new IllegalArgumentException("a line of the file has no fingerprints");
        }
        long[] fingerprints = new long[numbers.remaining() / Long.BYTES];
        numbers.asLongBuffer().get(fingerprints);
        return new Corpus.Known(line.substring(0, tab), fingerprints);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
