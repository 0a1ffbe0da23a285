// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.template.CommandTemplate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Revokes a template, or takes the proposal back.
@Command(name = "revoke", description = "Revoke a template at once, or take the proposal back.")
public final class RevokeCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the id that template list shows")
    private String id = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "approver",
            description = "who revokes (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why; kept with the template")
    private String reason = "";

    public RevokeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        String path = Templates.path(id) + "?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8);
        CommandTemplate template =
                surroundings.edge(name).read(new Edge.Call("DELETE", path, Map.of(), ""), CommandTemplate.class);
        surroundings.out().println(Templates.standing(template));
        return 0;
    }
}
