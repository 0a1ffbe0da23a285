// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.local.java.JavaProgram;
import dev.portcullis.local.process.OwnSession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts the launcher in the background, shows what it says, and returns when everything is ready.
final class Detached {

    private static final int BLOCK = 8192;

    private final LocalHome home;
    private final Terminal terminal;

    Detached(LocalHome home, Terminal terminal) {
        this.home = home;
        this.terminal = terminal;
    }

    /// Returns `0` when ready, else what the launcher returned.
    int run() throws IOException, InterruptedException {
        Files.createDirectories(home.logs());
        Path log = home.logs().resolve("portcullis.log");
        Files.deleteIfExists(log);
        Process launcher = new ProcessBuilder(OwnSession.command(launcher()))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (RandomAccessFile output = new RandomAccessFile(log.toFile(), "r")) {
            while (!isReady(launcher)) {
                boolean ended = launcher.waitFor(100, TimeUnit.MILLISECONDS);
                show(output);
                if (ended) {
                    return launcher.exitValue() == 0 ? 1 : launcher.exitValue();
                }
            }
            show(output);
        }
        return 0;
    }

    private static List<String> launcher() {
        return new JavaProgram(Up.LAUNCHER, JavaProgram.MODEST, JavaProgram.targetClass(Local.class), List.of("up"))
                .command(List.of());
    }

    private boolean isReady(Process launcher) throws IOException {
        Path ready = home.run().resolve(Up.READY);
        return Files.exists(ready) && Files.readString(ready).equals(String.valueOf(launcher.pid()));
    }

    private void show(RandomAccessFile output) throws IOException {
        byte[] block = new byte[BLOCK];
        StringBuilder text = new StringBuilder();
        for (int read = output.read(block); read > 0; read = output.read(block)) {
            text.append(new String(block, 0, read, StandardCharsets.UTF_8));
        }
        text.toString().lines().forEach(terminal::say);
    }
}
