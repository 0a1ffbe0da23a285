// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.process;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Keeps the terminal's Ctrl-C from reaching every child at once: the launcher alone gets it, and stops them in an
/// order in which nothing is lost.
public final class OwnSession {

    private static final boolean SETSID = Arrays.stream(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(folder -> new File(folder, "setsid").canExecute());

    private OwnSession() {}

    /// The command, in a session of its own where the system can do that (`setsid` is not everywhere).
    public static List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        if (SETSID) {
            whole.addFirst("setsid");
        }
        return whole;
    }
}
