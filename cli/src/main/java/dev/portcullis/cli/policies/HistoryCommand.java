// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Shows every version a policy ever had: who made it, who approved it, why, and what it changed.
@Command(name = "history", description = "Show every version of a policy: by whom, why, and what it changed.")
final class HistoryCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME", description = "the policy")
    private String policy = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    HistoryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!DocumentFile.NAME.matcher(policy).matches()) {
            throw new CommandFailed("'" + SafeText.line(policy) + "' is not the name of a policy");
        }
        PrintWriter out = surroundings.out();
        String before = "";
        for (JsonNode version : surroundings
                .edge(name)
                .read(Edge.Call.get("/api/policy/v1/policies/" + policy + "/versions"), JsonNode.class)) {
            String text = version.path("source").asString("");
            out.println(title(version));
            String diff = TextDiff.of(policy, before, text);
            out.println(diff.isEmpty() ? "  (the same text)" : SafeText.block(diff));
            before = text;
        }
        out.flush();
        return 0;
    }

    private static String title(JsonNode version) {
        String approved = version.path("approvedBy").asString("");
        String reason = version.path("reason").asString("");
        return SafeText.line("version " + version.path("version").asString("?")
                + (version.path("removed").asBoolean(false) ? " (removal)" : "")
                + " of " + version.path("changedAt").asString("?")
                + " by " + version.path("changedBy").asString("?")
                + (approved.isEmpty() ? "" : ", approved by " + approved)
                + (reason.isEmpty() ? "" : ": " + reason));
    }
}
