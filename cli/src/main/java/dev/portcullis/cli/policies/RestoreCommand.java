// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.ProblemText;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Goes back to what an earlier version of a policy said. It becomes the newest version; nothing is taken out of the
/// history.
@Command(name = "restore", description = "Go back to what an earlier version of a policy said.")
final class RestoreCommand implements Callable<Integer> {

    private static final int NOT_FOUND = 404;

    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "NAME", description = "the policy")
    private String policy = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "the version that history shows")
    private long version;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the record")
    private String reason = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who changes (${DEFAULT-VALUE})")
    private String name = "";

    RestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!DocumentFile.NAME.matcher(policy).matches()) {
            throw new CommandFailed("'" + SafeText.line(policy) + "' is not the name of a policy");
        }
        Edge edge = surroundings.edge(name);
        String path = "/api/policy/v1/policies/" + policy;
        String before = tag(edge, path);
        Edge.Answer after = edge.send(new Edge.Call(
                "POST",
                path + "/versions/" + version + "/restore"
                        + (reason.isEmpty() ? "" : "?reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8)),
                before.isEmpty() ? Map.of() : Map.of("If-Match", before),
                ""));
        surroundings.out().println("Policy " + policy + ": " + ApplyCommand.outcome(before, after));
        surroundings.out().flush();
        return 0;
    }

    /// The version in force; empty when the policy has been removed.
    private static String tag(Edge edge, String path) throws InterruptedException {
        HttpResponse<InputStream> response = edge.attempt(Edge.Call.get(path));
        try (InputStream body = response.body()) {
            if (response.statusCode() == NOT_FOUND) {
                return "";
            }
            if (response.statusCode() / 100 != 2) {
                throw new CommandFailed(
                        ProblemText.of(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
            return response.headers().firstValue("ETag").orElse("");
        } catch (IOException e) {
            throw new CommandFailed("The answer broke off: " + e.getMessage());
        }
    }
}
