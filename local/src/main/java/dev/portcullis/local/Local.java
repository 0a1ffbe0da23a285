// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.local.demo.Demo;
import dev.portcullis.local.postgres.PostgresCluster;
import dev.portcullis.local.process.PidFile;
import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// The verbs of `./portcullis` that concern the run as a whole: `up`, `down`, `status`, `demo`.
public final class Local {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_USE = 2;

    private Local() {}

    public static void main(String[] arguments) throws Exception {
        int status = run(List.of(arguments), System.getenv());
        // exit, not return: a failed start leaves threads behind that wait for things which will not come
        System.exit(status);
    }

    private static int run(List<String> arguments, Map<String, String> environment) throws Exception {
        Terminal terminal = new Terminal(System.out);
        try {
            LocalHome home = LocalHome.of(environment);
            return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
                case "up" -> up(arguments.subList(1, arguments.size()), home, environment, terminal);
                case "down" -> new Down(home, terminal).run();
                case "status" ->
                    new Status(home, Ports.read(home.ports(), environment), ExternalServers.of(environment), terminal)
                            .run();
                case "demo" -> demo(home, environment);
                default -> wrongUse("expected one of: up, down, status, demo");
            };
        } catch (StartFailed | Ports.UnusablePort e) {
            System.err.println(e.getMessage());
            return FAILED;
        } catch (IOException e) {
            System.err.println("Portcullis could not go on: " + e);
            return FAILED;
        }
    }

    private static int up(List<String> options, LocalHome home, Map<String, String> environment, Terminal terminal)
            throws IOException, InterruptedException {
        Path repository =
                Path.of(environment.getOrDefault("PORTCULLIS_REPOSITORY", ".")).toAbsolutePath();
        if (options.isEmpty()) {
            Up up = new Up(
                    home,
                    Ports.of(environment),
                    ExternalServers.of(environment),
                    repository,
                    terminal,
                    Clock.systemUTC());
            up.start();
            up.stayInForeground(!"off".equals(environment.get("PORTCULLIS_STARTUP_CACHES")));
            return DONE;
        }
        if (options.equals(List.of("--detach"))) {
            return new Detached(home, terminal).run();
        }
        return wrongUse("up takes no option but --detach");
    }

    private static int demo(LocalHome home, Map<String, String> environment) throws Exception {
        if (new PidFile(home.run().resolve(Up.LAUNCHER + ".pid")).living().isEmpty()) {
            throw new StartFailed("Portcullis is not running. ./portcullis up starts it.");
        }
        PostgresCluster store = Installation.store(
                home, Ports.read(home.ports(), environment), ExternalServers.of(environment), Clock.systemUTC());
        return new Demo(environment, store, new PrintWriter(System.out, true, StandardCharsets.UTF_8)).run();
    }

    private static int wrongUse(String message) {
        System.err.println(message);
        return WRONG_USE;
    }
}
