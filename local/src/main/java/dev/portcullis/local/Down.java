// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.local.process.PidFile;
import dev.portcullis.local.process.ProcessPlan;
import dev.portcullis.local.process.Stopping;
import java.io.IOException;
import java.time.Duration;

/// Stops a run, wherever it was started from.
final class Down {

    /// Longer than the launcher gives each of its processes one after another.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final LocalHome home;
    private final Terminal terminal;

    Down(LocalHome home, Terminal terminal) {
        this.home = home;
        this.terminal = terminal;
    }

    int run() throws IOException {
        var launcher = new PidFile(home.run().resolve(Up.LAUNCHER + ".pid")).living();
        if (launcher.isPresent() && !Stopping.stop(launcher.get(), ProcessPlan.StopSignal.TERM, PATIENCE)) {
            terminal.say("The launcher (process " + launcher.get().pid() + ") does not stop.");
            return 1;
        }
        int leftovers = new Leftovers(home.run(), terminal).stop();
        terminal.say(launcher.isPresent() || leftovers > 0 ? "Portcullis is stopped" : "Portcullis was not running");
        return 0;
    }
}
