// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// PostgreSQL run from the programs that are installed on this machine, of whatever version they are: `pg_dump`
/// reads no server that is newer than itself.
final class InstalledPostgresBackend extends LocalPostgresBackend {
    private static final List<String> NEEDED = List.of("initdb", "pg_ctl", "postgres", "pg_dump");
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final int PATIENCE_SECONDS = 60;

    private final Path programs;

    private InstalledPostgresBackend(Path programs, Path directory) {
        super(directory);
        this.programs = programs;
    }

    /// The folder of a whole installation: server, `initdb` and `pg_dump`.
    static Optional<Path> programs() {
        Stream<Path> onPath = Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
                .map(Path::of);
        return Stream.concat(onPath, debian().stream())
                .filter(folder -> NEEDED.stream().allMatch(name -> Files.isExecutable(folder.resolve(name))))
                .findFirst();
    }

    private static List<Path> debian() {
        List<Path> versions = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(DEBIAN)) {
                folders.forEach(version -> versions.add(version.resolve("bin")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return versions;
    }

    static InstalledPostgresBackend create(Path programs) {
        try {
            var backend =
                    new InstalledPostgresBackend(programs, Files.createTempDirectory("portcullis-installed-postgres-"));
            backend.createCluster();
            backend.start();
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the installed PostgreSQL", e);
        }
    }

    private void createCluster() throws IOException {
        createCertificate();
        Path password = Files.writeString(directory().resolve("password"), PASSWORD + "\n");
        run(
                "initdb",
                "-D",
                data().toString(),
                "-U",
                SUPERUSER,
                "--pwfile=" + password,
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C");
        Files.writeString(data().resolve("postgresql.conf"), """
                listen_addresses = 'localhost'
                port = %2$d
                unix_socket_directories = ''
                fsync = off
                ssl = on
                ssl_cert_file = '%1$s/server.crt'
                ssl_key_file = '%1$s/server.key'
                """.formatted(tls(), port()), StandardOpenOption.APPEND);
    }

    @Override
    public void start() {
        run("pg_ctl", "-D", data().toString(), "-l", directory().resolve("log").toString(), "-w", "start");
    }

    @Override
    public void stop() {
        if (Files.exists(data().resolve("postmaster.pid"))) {
            run("pg_ctl", "-D", data().toString(), "-m", "fast", "-w", "stop");
        }
    }

    @Override
    public void kill() {
        run("pg_ctl", "-D", data().toString(), "-m", "immediate", "-w", "stop");
    }

    /// As root in a user namespace of its own, since PostgreSQL refuses to run as root.
    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            Path output = directory().resolve("output-of-" + program);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        program + " failed: " + Files.readString(output, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " ran", e);
        }
    }

    @Override
    public String toString() {
        return "installed PostgreSQL of " + programs + " on port " + port();
    }
}
