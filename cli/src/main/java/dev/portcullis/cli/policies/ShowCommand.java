// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows a policy as its author wrote it.
@Command(name = "show", description = "Show a policy as its author wrote it.")
final class ShowCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME", description = "the policy")
    private String policy = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    ShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!DocumentFile.NAME.matcher(policy).matches()) {
            throw new CommandFailed("'" + SafeText.line(policy) + "' is not the name of a policy");
        }
        Edge.Call call =
                new Edge.Call("GET", "/api/policy/v1/policies/" + policy, Map.of("Accept", "application/yaml"), "");
        surroundings
                .out()
                .print(SafeText.block(surroundings.edge(name).send(call).body()));
        surroundings.out().flush();
        return 0;
    }
}
