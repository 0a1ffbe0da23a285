// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.service;

import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/// The jar of one service as the build made it, and its unpacked form, which starts faster.
///
/// @param jar the executable jar
public record ServiceJar(Path jar) {

    /// The jar of a module, if it was built as an executable one.
    public static Optional<ServiceJar> find(Path repository, String module) throws IOException {
        Path target = repository.resolve(module).resolve("target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches(module + "-\\d.*\\.jar"))
                    .filter(file -> !file.getFileName().toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                    .filter(ServiceJar::isExecutable)
                    .findFirst()
                    .map(ServiceJar::new);
        }
    }

    private static boolean isExecutable(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.getEntry("BOOT-INF/classes/") != null;
        } catch (IOException _) {
            return false;
        }
    }

    /// The text of a file in the service's own classes, if there is one.
    public Optional<String> resource(String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry("BOOT-INF/classes/" + name);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream text = file.getInputStream(entry)) {
                return Optional.of(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /// Unpacks the jar under `apps`, unless this very build of it is there already. Other builds stay while a process
    /// runs from them.
    ///
    /// @return the unpacked jar, to be run with `-jar`
    public Path unpackUnder(Path apps, String java) throws IOException, InterruptedException {
        String module = jar.getFileName().toString().replaceFirst("-\\d.*", "");
        Path home = apps.resolve(module + "-" + fingerprint());
        if (!Files.isDirectory(home)) {
            unpack(home, java);
            forgetOtherBuilds(apps, module, home);
        }
        return home.resolve(jar.getFileName());
    }

    private static void forgetOtherBuilds(Path apps, String module, Path current) throws IOException {
        try (Stream<Path> builds = Files.list(apps)) {
            for (Path build : builds.filter(
                            path -> path.getFileName().toString().startsWith(module + "-"))
                    .filter(path -> !path.equals(current))
                    .filter(path -> !isInUse(path))
                    .toList()) {
                deleteTree(build);
            }
        }
    }

    private static boolean isInUse(Path build) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info().commandLine().orElse("").contains(build + "/"));
    }

    /// Tells one build from another by its contents: reproducible builds all carry the same time.
    private String fingerprint() throws IOException {
        CRC32 all = new CRC32();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                all.update((entry.getName() + " " + entry.getCrc() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return Long.toHexString(all.getValue());
    }

    private void unpack(Path home, String java) throws IOException, InterruptedException {
        Path unfinished = Files.createTempDirectory(home.resolveSibling(""), "unfinished-");
        Process tool = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        unfinished.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new StartFailed("cannot unpack " + jar + ":\n" + output.strip());
        }
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            deleteTree(unfinished); // somebody else was faster with the same build
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
