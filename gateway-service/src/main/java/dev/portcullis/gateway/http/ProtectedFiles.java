// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.masking.fingerprint.Corpus;
import dev.portcullis.masking.fingerprint.CorpusFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for parts of protected files in requests, by a file of their fingerprints. The file is read
/// again when it has changed; one that cannot be read then leaves what was known in force, and one that
/// cannot be read at the start stops the start.
final class ProtectedFiles {
    private static final Logger log = LoggerFactory.getLogger(ProtectedFiles.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final @Nullable Path file;
    private final Clock clock;
    private volatile @Nullable Read read;

    /// @param file of the fingerprints; null where there is nothing to protect
    ProtectedFiles(@Nullable Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        if (file != null) {
            try {
                this.read = read(file);
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalStateException("the fingerprints of protected files cannot be read: " + file, e);
            }
        }
    }

    /// The names of the protected files of which a part is in these texts; null where nobody is to look.
    @Nullable
    List<String> in(Stream<String> texts) {
        if (file == null) {
            return null;
        }
        return current(file).corpus().in(texts);
    }

    private Read current(Path from) {
        Read known = Objects.requireNonNull(read);
        if (clock.instant().isBefore(known.lookAgain())) {
            return known;
        }
        synchronized (this) {
            if (!known.equals(read)) {
                return Objects.requireNonNull(read);
            }
            Read newest = newest(from, known);
            read = newest;
            return newest;
        }
    }

    private Read newest(Path from, Read known) {
        try {
            return Files.getLastModifiedTime(from).toMillis() == known.modified()
                    ? known.again(clock.instant().plus(LOOK_AGAIN))
                    : read(from);
        } catch (IOException | IllegalArgumentException e) {
            log.atError().setCause(e).addKeyValue("file", from).log("fingerprints not read; the known ones go on");
            return known.again(clock.instant().plus(LOOK_AGAIN));
        }
    }

    private Read read(Path from) throws IOException {
        long modified = Files.getLastModifiedTime(from).toMillis();
        Corpus corpus = CorpusFile.read(Files.readString(from, StandardCharsets.UTF_8));
        log.atInfo()
                .addKeyValue("files", corpus.size())
                .addKeyValue("fingerprints", corpus.fingerprints())
                .log("protected files known");
        return new Read(corpus, modified, clock.instant().plus(LOOK_AGAIN));
    }

    private record Read(Corpus corpus, long modified, Instant lookAgain) {
        Read again(Instant at) {
            return new Read(corpus, modified, at);
        }
    }
}
