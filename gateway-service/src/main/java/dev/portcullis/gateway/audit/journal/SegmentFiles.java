// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of a journal that was closed or killed, put in order: each is cut behind its last sound record.
final class SegmentFiles {
    private static final Logger log = LoggerFactory.getLogger(SegmentFiles.class);

    private SegmentFiles() {}

    /// The files that hold records, by the position of their first byte, each with the position of its end.
    static NavigableMap<Long, Long> recover(Path directory) throws IOException {
        NavigableMap<Long, Long> ends = new TreeMap<>();
        for (Path file : list(directory)) {
            long base = Segment.baseOf(file);
            long length = Files.size(file);
            long sound = soundBytes(file, length);
            if (sound < length) {
                Segment.cut(file, sound);
            }
            if (sound > 0) {
                ends.put(base, base + sound);
            }
        }
        reportGaps(ends);
        return ends;
    }

    static Path file(Path directory, long base) {
        return directory.resolve("%020d.journal".formatted(base));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Segment::isSegment)
                    .sorted(Comparator.comparingLong(Segment::baseOf))
                    .toList();
        }
    }

    private static long soundBytes(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer window = ByteBuffer.allocate(2 * Frame.MAX_BYTES);
            long sound = 0;
            while (sound < length) {
                window.clear();
                while (window.hasRemaining() && channel.read(window, sound + window.position()) > 0) {
                    // fill as far as the file goes
                }
                window.flip();
                int found = soundPrefix(window);
                if (found == 0) {
                    reportCut(file, sound, window);
                    break;
                }
                sound += found;
            }
            return sound;
        }
    }

    private static int soundPrefix(ByteBuffer window) {
        int frame = Frame.soundAt(window);
        while (frame > 0) {
            window.position(window.position() + frame);
            frame = Frame.soundAt(window);
        }
        return window.position();
    }

    private static void reportCut(Path file, long sound, ByteBuffer rest) {
        while (rest.hasRemaining()) {
            if (rest.get() != 0) {
                log.atWarn()
                        .addKeyValue("file", file.getFileName())
                        .addKeyValue("position", sound)
                        .log("journal cut behind its last sound record");
                return;
            }
        }
    }

    private static void reportGaps(NavigableMap<Long, Long> ends) {
        Long expected = null;
        for (Map.Entry<Long, Long> segment : ends.entrySet()) {
            if (expected != null && !expected.equals(segment.getKey())) {
                log.atError()
                        .addKeyValue("from", expected)
                        .addKeyValue("to", segment.getKey())
                        .log("journal lacks records; their chains will show the gap");
            }
            expected = segment.getValue();
        }
    }
}
