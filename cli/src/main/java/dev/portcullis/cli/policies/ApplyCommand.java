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
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Puts files in force: each replaces the version that is in force now, and none that came in between.
@Command(name = "apply", description = "Put policies, connections and classifications in force, each from a file.")
final class ApplyCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "YAML, one document each, or folders with such files, one level deep")
    private List<Path> files = List.of();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "policy-admin",
            description = "who changes (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the record")
    private String reason = "";

    @Option(names = "--dry-run", description = "only check, and show what would change")
    private boolean dryRun;

    ApplyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        // All of them are read before the first is applied. A connection without its policy denies, a policy without
        // its connection decides nothing: connections first, policies last, is safe at every moment in between.
        List<DocumentFile> documents = DocumentFiles.of(files, DocumentFiles.APPLIED).stream()
                .map(DocumentFile::read)
                .sorted(Comparator.comparing(DocumentFile::isPolicy))
                .toList();
        Edge edge = surroundings.edge(name);
        for (DocumentFile document : documents) {
            if (dryRun) {
                show(edge, document);
            } else {
                apply(edge, document);
            }
        }
        surroundings.out().flush();
        return 0;
    }

    private void apply(Edge edge, DocumentFile document) throws InterruptedException {
        String before = inForce(edge, document).tag();
        Map<String, String> condition = before.isEmpty() ? Map.of("If-None-Match", "*") : Map.of("If-Match", before);
        Edge.Answer after = edge.send(
                new Edge.Call("PUT", document.path() + reason(document.path()), yaml(condition), document.text()));
        surroundings.out().println(document.title() + ": " + outcome(before, after));
    }

    /// A version where the change is in force, a proposal where it takes a second person.
    static String outcome(String before, Edge.Answer after) {
        if (after.tag().isEmpty()) {
            String id = JsonMapper.shared().readTree(after.body()).path("id").asString("?");
            return "proposed; somebody else puts it in force: ./portcullis policy approve " + SafeText.line(id);
        }
        return "version " + after.tag().replace("\"", "")
                + (before.isEmpty() ? ", new" : ", was " + before.replace("\"", ""));
    }

    private String reason(String path) {
        return reason.isEmpty()
                ? ""
                : (path.contains("?") ? "&" : "?") + "reason=" + URLEncoder.encode(reason, StandardCharsets.UTF_8);
    }

    private void show(Edge edge, DocumentFile document) throws InterruptedException {
        Edge.Answer before = inForce(edge, document);
        if (document.isPolicy()) {
            JsonNode checked = edge.read(
                    new Edge.Call("POST", "/api/policy/v1/policies:validate", yaml(Map.of()), document.text()),
                    JsonNode.class);
            if (!checked.path("valid").asBoolean(false)) {
                throw new CommandFailed(document.title() + " would be refused.\n"
                        + ProblemText.of(HttpStatus.BAD_REQUEST, checked.toString()));
            }
            String diff = TextDiff.of(document.title(), before.body(), document.text());
            surroundings
                    .out()
                    .println(diff.isEmpty() ? document.title() + ": nothing would change" : SafeText.block(diff));
        } else {
            surroundings
                    .out()
                    .println(document.title()
                            + (before.tag().isEmpty() ? ": would be new" : ": would replace version " + before.tag()));
        }
    }

    private static Map<String, String> yaml(Map<String, String> condition) {
        Map<String, String> headers = new HashMap<>(condition);
        headers.put("Content-Type", "application/yaml");
        return headers;
    }

    /// What is in force; without text and tag when there is nothing yet.
    private static Edge.Answer inForce(Edge edge, DocumentFile document) throws InterruptedException {
        Map<String, String> headers = document.isPolicy() ? Map.of("Accept", "application/yaml") : Map.of();
        HttpResponse<InputStream> response = edge.attempt(new Edge.Call("GET", document.path(), headers, ""));
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            String tag = response.headers().firstValue("ETag").orElse("");
            return switch (response.statusCode()) {
                case HttpStatus.OK -> tag.equals("\"0\"") ? new Edge.Answer("", "") : new Edge.Answer(text, tag);
                case HttpStatus.NOT_FOUND -> new Edge.Answer("", "");
                default -> throw new CommandFailed(ProblemText.of(response.statusCode(), text));
            };
        } catch (IOException e) {
            throw new CommandFailed("The answer broke off: " + e.getMessage());
        }
    }

    /// The statuses that mean something here.
    private static final class HttpStatus {
        static final int OK = 200;
        static final int BAD_REQUEST = 400;
        static final int NOT_FOUND = 404;

        private HttpStatus() {}
    }
}
