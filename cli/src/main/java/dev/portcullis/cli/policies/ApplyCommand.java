// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.ProblemText;
import dev.portcullis.cli.edge.Surroundings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Puts files in force: each replaces the version that is in force now, and none that came in between.
@Command(name = "apply", description = "Put policies, connections and classifications in force, each from a file.")
final class ApplyCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML, one document each")
    private List<Path> files = List.of();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who changes (${DEFAULT-VALUE})")
    private String name = "";

    ApplyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        // all of them are read before the first is applied
        List<DocumentFile> documents = files.stream().map(DocumentFile::read).toList();
        Edge edge = surroundings.edge(name);
        for (DocumentFile document : documents) {
            String before = tagOf(edge, document.path());
            Map<String, String> condition =
                    before.isEmpty() ? Map.of("If-None-Match", "*") : Map.of("If-Match", before);
            String after = edge.send(new Edge.Call("PUT", document.path(), with(condition), document.text()))
                    .tag();
            surroundings
                    .out()
                    .println(document.title() + ": version " + after.replace("\"", "")
                            + (before.isEmpty() ? ", new" : ", was " + before.replace("\"", "")));
        }
        return 0;
    }

    private static Map<String, String> with(Map<String, String> condition) {
        Map<String, String> headers = new java.util.HashMap<>(condition);
        headers.put("Content-Type", "application/yaml");
        return headers;
    }

    /// The version in force; empty when there is none yet.
    private static String tagOf(Edge edge, String path) throws InterruptedException {
        var response = edge.attempt(Edge.Call.get(path));
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            String tag = response.headers().firstValue("ETag").orElse("");
            return switch (response.statusCode()) {
                case 200 -> tag.equals("\"0\"") ? "" : tag;
                case 404 -> "";
                default -> throw new CommandFailed(ProblemText.of(response.statusCode(), text));
            };
        } catch (IOException e) {
            throw new CommandFailed("The answer broke off: " + e.getMessage());
        }
    }
}
