// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.merkle.SignerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        LogSigners made = LogKeyFile.read(properties(file, true, "log.example/test"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(LogKeyFile.read(properties(file, true, "log.example/test"))
                        .newest()
                        .vkey())
                .isEqualTo(made.newest().vkey());
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

    @Test
    void readsTheNextKeyBehindTheFirstIfItIsOfTheSameLog() throws IOException {
        Path file = folder.resolve("log.key");
        LogSigners made = LogKeyFile.read(properties(file, true, "log.example/test"));
        SignerKey next = SignerKey.generate("log.example/test");
        Files.writeString(file, next.secretText(), StandardOpenOption.APPEND);
        LogSigners both = LogKeyFile.read(properties(file, false, "log.example/test"));
        assertThat(both.keys()).hasSize(2);
        assertThat(both.newest().vkey()).isEqualTo(next.verifier().vkey());
        assertThat(both.verifiers().believe(made.newest())).isTrue();
        Files.writeString(file, SignerKey.generate("log.example/x").secretText(), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> LogKeyFile.read(properties(file, false, "log.example/test")))
                .hasMessageContaining("log.example/x");
        Files.writeString(file, next.secretText() + "one line more");
        assertThatThrownBy(() -> LogKeyFile.read(properties(file, false, "log.example/test")))
                .hasMessageContaining("no usable log key");
    }

    private static LogProperties properties(Path file, boolean create, String origin) {
        return new LogProperties(origin, file, create, Duration.ofSeconds(1));
    }
}
