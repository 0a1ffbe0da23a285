// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// The commands of the README work as they stand: every `sh` block is run in order, on the standard ports, in
/// a folder that looks like a fresh clone.
@EnabledIf(value = "psqlIsThere", disabledReason = "there is no psql on the PATH, and the README's reader has one")
class ReadmeIT {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

    private final Shell shell = new Shell();
    private Path clone;

    static boolean psqlIsThere() {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
    }

    @BeforeEach
    void makeClone() throws IOException {
        clone = Files.createTempDirectory("portcullis-readme");
        try (Stream<Path> entries = Files.list(PROJECT)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals(".portcullis") && !name.equals(".git")) {
                    Files.createSymbolicLink(clone.resolve(name), entry);
                }
            }
        }
    }

    @AfterEach
    void stop() throws IOException {
        run("./portcullis down");
        try (Stream<Path> files = Files.walk(clone)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Test
    void everyCommandWorksAsItStands() throws IOException {
        StringBuilder said = new StringBuilder();
        Matcher block = BLOCK.matcher(Files.readString(PROJECT.resolve("README.md")));
        int blocks = 0;
        while (block.find()) {
            RunningPortcullis.Output output = run(block.group(1));
            said.append(output.text());
            assertThat(output.exitCode())
                    .as("%s%n%s", block.group(1), output.text())
                    .isZero();
            blocks++;
        }
        assertThat(blocks).isGreaterThan(3);
        assertThat(said).contains("@").contains("Destructive statements are not run here.");
        assertThat(said.toString()).doesNotContainPattern("\\b\\d{3}-\\d{2}-\\d{4}\\b");
    }

    private RunningPortcullis.Output run(String commands) {
        return shell.run(
                Duration.ofMinutes(5),
                List.of("bash", "-euc", commands),
                clone,
                Map.of("PORTCULLIS_SKIP_BUILD", "true"));
    }
}
