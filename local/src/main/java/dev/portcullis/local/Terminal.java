// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import java.io.PrintStream;

/// Where the launcher talks to people. Whole lines only, since several things report at once.
final class Terminal {

    private final PrintStream out;

    Terminal(PrintStream out) {
        this.out = out;
    }

    /// Says one thing.
    synchronized void say(String text) {
        out.println(text);
        out.flush();
    }
}
