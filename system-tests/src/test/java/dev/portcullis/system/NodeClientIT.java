// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// node-postgres, as `src/test/node/client.mjs` uses it: the packages are those of its lock file.
class NodeClientIT {
    private static final Path SOURCE = Path.of("src/test/node").toAbsolutePath();
    private static final Duration FETCH = Duration.ofMinutes(5);

    private final ClientsDatabase database = ClientsDatabase.shared();

    @Test
    void readsWritesFailsAndIsRefusedAsBeforeAServer() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/node-client").toAbsolutePath());
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        RunningPortcullis.Output fetched = new Shell().run(FETCH, List.of("npm", "ci"), folder, Map.of());
        assertThat(fetched.exitCode()).as("npm ci: %s", fetched.text()).isZero();

        RunningPortcullis.Output output = database.run(
                Duration.ofMinutes(2), "node", folder.resolve("client.mjs").toString());
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text().lines())
                .contains(
                        "ok simple", "ok parameters", "ok named", "ok cursor", "ok rollback", "ok error", "ok refusal");
    }
}
