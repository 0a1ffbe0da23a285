// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    private PidFile file;

    @BeforeEach
    void place(@TempDir Path directory) {
        file = new PidFile(directory.resolve("some.pid"));
    }

    @Test
    void findsTheProcessItWasWrittenFor() throws Exception {
        file.write(ProcessHandle.current());

        assertThat(file.living()).contains(ProcessHandle.current());
    }

    @Test
    void doesNotTakeAStrangerWithTheSameIdForIt() throws Exception {
        long anHourBefore =
                ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli() - 3_600_000;
        Files.writeString(file.file(), ProcessHandle.current().pid() + " " + anHourBefore + "\n");

        assertThat(file.living()).isEmpty();
    }

    @Test
    void knowsNobodyWithoutAFileOrWithADamagedOne() throws Exception {
        assertThat(file.living()).isEmpty();

        for (String damaged : new String[] {"", "\n", "12", "x y", "99999999999999999999 1"}) {
            Files.writeString(file.file(), damaged);
            assertThat(file.living()).as(damaged).isEmpty();
        }
    }

    @Test
    void knowsNobodyOnceTheProcessIsGone() throws Exception {
        Process process = new ProcessBuilder("sleep", "30").start();
        file.write(process.toHandle());
        assertThat(file.living()).isPresent();

        process.destroyForcibly().waitFor();

        assertThat(file.living()).isEmpty();
    }
}
