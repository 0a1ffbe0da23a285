// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files that a command line names: files as they are, and of folders the `*.yaml` in them down to some depth.
final class DocumentFiles {

    /// As far as the policy service looks into the folder it is started with.
    static final int APPLIED = 2;

    private DocumentFiles() {}

    static List<Path> of(List<Path> named, int depth) {
        return named.stream().flatMap(path -> files(path, depth)).distinct().toList();
    }

    private static Stream<Path> files(Path path, int depth) {
        if (!Files.isDirectory(path)) {
            return Stream.of(path);
        }
        // A folder may be named by a link; links inside are not followed, or some files would be found twice.
        try (Stream<Path> found = Files.walk(Files.isSymbolicLink(path) ? path.toRealPath() : path, depth)) {
            List<Path> files = found.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new CommandFailed("There is no *.yaml in " + path);
            }
            return files.stream();
        } catch (IOException e) {
            throw new CommandFailed("Cannot look into " + path + ": " + e.getMessage());
        }
    }
}
