// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.service;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Copies the policies, connections and classifications that come with Portcullis and fills in what only this run
/// knows: `${ORDERS_PORT}` and the like. A place-holder that is not known stays as it is, for the service to refuse.
public final class Seed {

    private static final Pattern PLACE_HOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)}");

    private Seed() {}

    /// Fills `target` from `source`; what was there before is gone.
    public static void render(Path source, Path target, Map<String, String> values) throws IOException {
        deleteFiles(target);
        Files.createDirectories(target);
        if (!Files.isDirectory(source)) {
            return;
        }
        try (Stream<Path> files = Files.walk(source, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, fill(Files.readString(file), values));
            }
        }
    }

    static String fill(String text, Map<String, String> values) {
        return PLACE_HOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    private static void deleteFiles(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.walk(target)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
