// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

/// Ends a server when it is closed, or when the JVM exits, whichever comes first, and only once.
final class ExitHook {
    private final Runnable end;
    private final Thread hook;

    ExitHook(String server, Runnable end) {
        this.end = end;
        hook = new Thread(end, "stop " + server);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void runNow() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(hook)) end.run();
        } catch (IllegalStateException e) {
            // The JVM is exiting and runs the hook itself.
        }
    }
}
