// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingFileTest {

    @TempDir
    Path folder;

    @Test
    void makesAKeyOnlyWhenToldAndOnlyForItsOwner() throws IOException {
        Path file = folder.resolve("keys/recordings.kek");
        assertThatThrownBy(() -> read(file, false)).hasMessageContaining("create-kek=true");
        assertThat(file).doesNotExist();
        KeyRing made = read(file, true);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(read(file, false).ids()).isEqualTo(made.ids());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> read(file, true)).hasMessageContaining("chmod 600");
    }

    @Test
    void wrapsWithTheLastKeyAndKeepsTheOthers() throws IOException {
        Path file = folder.resolve("recordings.kek");
        String old = read(file, true).newest().id();
        Files.writeString(file, "# of this year\n\n" + KeyRing.freshLine(), StandardOpenOption.APPEND);
        KeyRing both = read(file, false);
        assertThat(both.newest().id()).isNotEqualTo(old);
        assertThat(both.ids()).containsExactlyInAnyOrder(old, both.newest().id());
        assertThat(both.byId(old)).isPresent();
        assertThat(both.byId("none")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n# nothing\n", "not base64!", "c2hvcnQ=\n"})
    void stopsAtAFileThatHoldsNoKeyAndDoesNotSayWhatItHolds(String text) throws IOException {
        Path file = folder.resolve("recordings.kek");
        read(file, true);
        Files.writeString(file, text);
        assertThatThrownBy(() -> read(file, true))
                .hasMessageContaining("no usable key")
                .hasMessageNotContaining("c2hvcnQ")
                .hasNoCause();
    }

    private static KeyRing read(Path file, boolean create) {
        return KeyRingFile.read(new RecordingProperties(file, create, List.of()));
    }
}
