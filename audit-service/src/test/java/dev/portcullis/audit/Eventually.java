// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what happens on other threads.
final class Eventually {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Eventually() {}

    static void until(String what, BooleanSupplier holds) {
        until(PATIENCE, what, holds);
    }

    static void until(Duration patience, String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
