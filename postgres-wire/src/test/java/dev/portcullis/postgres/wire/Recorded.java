// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.postgres.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Test inputs kept as hexadecimal text: `#` starts a comment, `X hex` is a frame of type X.
final class Recorded {
    private Recorded() {}

    static List<byte[]> frames(String resource) {
        return lines(path(resource))
                .map(line -> HexFormat.of().parseHex(line.substring(2)))
                .toList();
    }

    static byte[] bytes(Path file) {
        return HexFormat.of().parseHex(String.join("", lines(file).toList()));
    }

    static Stream<Path> folder(String name) {
        try (Stream<Path> files = Files.list(path(name))) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] concatenated(List<byte[]> frames) {
        ByteBuffer all = ByteBuffer.allocate(
                frames.stream().mapToInt(frame -> frame.length).sum());
        frames.forEach(all::put);
        return all.array();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> !line.startsWith("#"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(String resource) {
        try {
            return Path.of(Recorded.class.getResource(resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
