// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.keys;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.key.AccessKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Ends a key.
@Command(name = "end", description = "End a key now, with its sessions.")
public final class EndKeyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that keys shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "operator",
            description = "who ends it (${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "why; its sessions' clients read it")
    private String reason = "";

    public EndKeyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = Keys.path(id) + "?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8);
        AccessKey key = surroundings.edge(name).read(new Edge.Call("DELETE", path, Map.of(), ""), AccessKey.class);
        surroundings.out().println("Key " + key.id() + ": has ended.");
        return 0;
    }
}
