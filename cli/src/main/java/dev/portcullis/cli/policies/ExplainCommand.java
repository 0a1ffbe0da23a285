// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.recorded.KnownPolicies;
import dev.portcullis.cli.recorded.RecordedSessions;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.engine.decisions.Judge;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.replay.RecordedCommand;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Says why a recorded decision was made: which rules counted, and of every other rule of then why it did not.
@Command(
        name = "explain",
        description = "Say why a recorded decision was made, by the policies that were in force then.")
final class ExplainCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

    private final Surroundings surroundings;

    @Parameters(paramLabel = "EVENT", description = "the id of the event that tells of the decision (metadata.uid)")
    private String id = "";

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not the id of an event");
        }
        Edge edge = surroundings.edge(name);
        JsonNode event = edge.read(Edge.Call.get("/api/audit/v1/events/" + id), JsonNode.class);
        RecordedCommand recorded = recorded(edge, event);
        PolicySet then = new KnownPolicies(edge).at(recorded.request().time(), named(event));
        PrintWriter out = surroundings.out();
        out.println(SafeText.line(recorded.request().identity().subject() + " on "
                + recorded.request().connection() + " at " + recorded.request().time() + ": "
                + (recorded.text().isEmpty() ? "opens a session" : recorded.text())));
        List<String> rules = new ArrayList<>();
        Decision again = Judge.decide(
                then,
                recorded.request(),
                recorded.unrecorded(),
                (from, reading, counts) -> rules.add("  "
                        + (counts ? from.rule().shadow() ? "would " : "does  " : "does not ")
                        + SafeText.line(from.rule().effect().word() + " " + from.policy() + " v" + from.version() + "/"
                                + from.rule().name()
                                + (reading.why().isEmpty() ? "" : ": " + reading.why()) + " ["
                                + from.rule().condition().text() + "]")));
        out.println(recorded.outcome());
        rules.forEach(out::println);
        if (!recorded.unrecorded().isEmpty()) {
            out.println("Not recorded, so that rules that depend on it are not evaluated here: "
                    + String.join(", ", new TreeSet<>(recorded.unrecorded())));
        } else if (again.outcome() != recorded.outcome()) {
            out.println("Judged again it is " + again.outcome()
                    + ": the connection has changed since, or the gateway had an older version of policy.");
        }
        out.flush();
        return 0;
    }

    private RecordedCommand recorded(Edge edge, JsonNode event) throws InterruptedException {
        String session = event.path("metadata").path("correlation_uid").asString("");
        List<RecordedCommand> found = new ArrayList<>();
        new RecordedSessions(edge, "").session(session, command -> {
            if (command.eventId().equals(id)) {
                found.add(command);
            }
        });
        if (found.isEmpty()) {
            throw new CommandFailed("Event " + id
                    + " tells of no decision that can be made again. Decisions are told by the first event"
                    + " of a session, and by the first one about each command.");
        }
        return found.getFirst();
    }

    private static Set<String> named(JsonNode event) {
        Set<String> policies = new TreeSet<>();
        JsonNode ours = event.path("unmapped").path("portcullis");
        for (JsonNode reasons : List.of(ours.path("decision").path("reasons"), ours.path("reasons"))) {
            for (JsonNode reason : reasons) {
                String policy = reason.path("policy").asString("");
                if (DocumentFile.NAME.matcher(policy).matches()) {
                    policies.add(policy);
                }
            }
        }
        return policies;
    }
}
