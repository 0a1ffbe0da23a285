// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Puts a proposed change in force, or rejects it. What it changes is shown first.
@Command(name = "approve", description = "Show a proposed change and put it in force, or reject it.")
final class ApproveCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private final Surroundings surroundings;

    @Parameters(paramLabel = "ID", description = "the proposal")
    private String id = "";

    @Option(names = "--reject", description = "close it without putting it in force")
    private boolean reject;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who decides (${DEFAULT-VALUE})")
    private String name = "";

    ApproveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not the id of a proposal");
        }
        Edge edge = surroundings.edge(name);
        String path = "/api/policy/v1/proposals/" + id;
        show(edge, edge.read(Edge.Call.get(path), JsonNode.class));
        JsonNode decided = edge.read(
                new Edge.Call("POST", path + (reject ? "/reject" : "/approve"), Map.of(), ""), JsonNode.class);
        surroundings.out().println(SafeText.line(decided.path("state").asString("?")));
        surroundings.out().flush();
        return 0;
    }

    private void show(Edge edge, JsonNode proposal) throws InterruptedException {
        String title = SafeText.line(
                proposal.path("kind").asString("") + " " + proposal.path("name").asString(""));
        surroundings
                .out()
                .println(SafeText.block(TextDiff.of(
                        title, inForce(edge, proposal), proposal.path("source").asString(""))));
    }

    /// Empty for a document that is new, and for kinds whose text is not shown.
    private static String inForce(Edge edge, JsonNode proposal) throws InterruptedException {
        String document = proposal.path("name").asString("");
        if (!proposal.path("kind").asString("").equals("Policy")
                || proposal.path("baseVersion").asLong(0) == 0
                || !DocumentFile.NAME.matcher(document).matches()) {
            return "";
        }
        Edge.Call call =
                new Edge.Call("GET", "/api/policy/v1/policies/" + document, Map.of("Accept", "application/yaml"), "");
        return edge.send(call).body();
    }
}
