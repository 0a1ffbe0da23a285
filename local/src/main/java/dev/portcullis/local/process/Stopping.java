// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Ends a process: asked first, then forced.
public final class Stopping {

    private static final Duration AFTER_FORCE = Duration.ofSeconds(5);

    private Stopping() {}

    /// Returns when the process is gone, or cannot be got rid of.
    ///
    /// @return whether it is gone
    public static boolean stop(ProcessHandle process, ProcessPlan.StopSignal signal, Duration patience) {
        send(process, signal);
        if (!gone(process, patience)) {
            process.destroyForcibly();
            return gone(process, AFTER_FORCE);
        }
        return true;
    }

    private static void send(ProcessHandle process, ProcessPlan.StopSignal signal) {
        switch (signal) {
            case TERM -> process.destroy();
            case INT -> interrupt(process);
        }
    }

    private static void interrupt(ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException _) {
            process.destroy(); // no `kill` here: the slower way
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean gone(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException _) {
            return !process.isAlive();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
