// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.fingerprints;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.masking.fingerprint.Corpus;
import dev.portcullis.masking.fingerprint.CorpusBuilder;
import dev.portcullis.masking.fingerprint.CorpusFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Takes the fingerprints of files that are not to leave, for `portcullis.http.protected-files` of the
/// gateways. Nothing is sent anywhere.
@Command(
        name = "fingerprint",
        description = "Take fingerprints of files, by which the gateway finds parts of them in requests.")
public final class FingerprintCommand implements Callable<Integer> {
    private static final long MOST_BYTES = 64L << 20;

    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "text files, or folders of them")
    private List<Path> files = List.of();

    @Option(
            names = "--except",
            paramLabel = "FILE",
            description = "what is in this text may be in any: a licence, a form")
    private List<Path> except = List.of();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "where to write the fingerprints")
    private Path out = Path.of("");

    public FingerprintCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CorpusBuilder builder = new CorpusBuilder(new SecureRandom().nextLong());
        for (Path file : except) {
            builder.except(text(file));
        }
        try {
            for (Path given : files) {
                add(builder, given);
            }
            Corpus corpus = builder.build();
            write(CorpusFile.write(corpus));
            surroundings.out().println(corpus.size() + " files, " + corpus.fingerprints() + " fingerprints.");
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    private static void add(CorpusBuilder builder, Path given) {
        if (!Files.isDirectory(given)) {
            builder.add(given.getFileName().toString(), text(given));
            return;
        }
        try (Stream<Path> inside = Files.walk(given)) {
            for (Path file : inside.filter(Files::isRegularFile).sorted().toList()) {
                builder.add(given.relativize(file).toString(), text(file));
            }
        } catch (IOException e) {
            throw unreadable(given, e);
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandFailed(SafeText.line(file + " is larger than " + (MOST_BYTES >> 20) + " MB"));
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static CommandFailed unreadable(Path file, IOException why) {
        return new CommandFailed(SafeText.line(file + " cannot be read as UTF-8 text: " + why.getMessage()));
    }

    /// Whole or not at all: gateways may be reading it.
    private void write(String text) {
        Path target = out.toAbsolutePath();
        try {
            Path fresh = Files.createTempFile(
                    target.getParent(),
                    ".fingerprints",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CommandFailed(SafeText.line(out + " cannot be written: " + e.getMessage()));
        }
    }
}
