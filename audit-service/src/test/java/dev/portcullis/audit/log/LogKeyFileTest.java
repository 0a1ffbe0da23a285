// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.SignerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKeyFileTest {

    @TempDir
    Path folder;

    @Test
    void makesAKeyOnlyItsOwnerCanReadAndKeepsIt() throws IOException {
        Path file = folder.resolve("keys/log.key");
        SignerKey made = LogKeyFile.read(properties(file, true, "log.example/test"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(LogKeyFile.read(properties(file, true, "log.example/test"))
                        .verifier()
                        .vkey())
                .isEqualTo(made.verifier().vkey());
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void makesNoKeyUnlessTold() {
        Path file = folder.resolve("log.key");
        assertThatThrownBy(() -> LogKeyFile.read(properties(file, false, "log.example/test")))
                .hasMessageContaining("create-key=true");
        assertThat(file).doesNotExist();
    }

    @Test
    void refusesAKeyThatOthersCanRead() throws IOException {
        Path file = folder.resolve("log.key");
        LogKeyFile.read(properties(file, true, "log.example/test"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> LogKeyFile.read(properties(file, false, "log.example/test")))
                .hasMessageContaining("chmod 600");
    }

    @Test
    void refusesTheKeyOfAnotherLogAndAFileThatIsNone() throws IOException {
        Path file = folder.resolve("log.key");
        LogKeyFile.read(properties(file, true, "log.example/test"));
        assertThatThrownBy(() -> LogKeyFile.read(properties(file, false, "log.example/other")))
                .hasMessageContaining("log.example/other");
        Files.writeString(file, "not a key");
        assertThatThrownBy(() -> LogKeyFile.read(properties(file, false, "log.example/test")))
                .hasMessageContaining("no usable log key");
    }

    private static LogProperties properties(Path file, boolean create, String origin) {
        return new LogProperties(origin, file, create, Duration.ofSeconds(1));
    }
}
