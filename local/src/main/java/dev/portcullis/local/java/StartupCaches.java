// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.java;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/// Caches of loaded and linked classes (JEP 483, 514), one per program. A cache is found by everything it
/// depends on: the virtual machine, its options and what is run. One that does not fit is ignored by the
/// virtual machine.
///
/// @param directory where they are kept
public record StartupCaches(Path directory) {

    /// What to add to a program's options: its cache, if there is one.
    public List<String> optionsFor(JavaProgram program) {
        Path cache = fileFor(program);
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    /// Where the cache of a program is, or would be.
    Path fileFor(JavaProgram program) {
        CRC32 all = new CRC32();
        all.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
        for (String part : Stream.concat(program.options().stream(), program.target().stream())
                .toList()) {
            all.update((part + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return directory.resolve(program.name() + "-" + Long.toHexString(all.getValue()) + ".aot");
    }

    /// Remembered instead of a cache where none could be made, so that it is not tried at every start.
    Path failureOf(JavaProgram program) {
        Path cache = fileFor(program);
        return cache.resolveSibling(cache.getFileName() + ".failed");
    }

    /// Removes caches of the same program in other builds.
    void forgetOthers(JavaProgram program) throws IOException {
        Path current = fileFor(program);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(file -> isOther(file, program, current)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean isOther(Path file, JavaProgram program, Path current) {
        String name = file.getFileName().toString();
        return name.startsWith(program.name() + "-")
                && !name.startsWith(current.getFileName().toString());
    }
}
