// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.home.DevelopmentIdentity;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.sql.SqlAnalyzer;
import dev.portcullis.sql.SqlParser;
import dev.portcullis.sql.SqlParserLimits;
import dev.portcullis.sql.SqlRefused;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Says what would be decided about a command, and why. Nothing is run.
@Command(name = "simulate", description = "Say what would be decided about a command, and why. Nothing is run.")
final class SimulateCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "SQL", arity = "1..*", description = "the command; several words are joined")
    private List<String> words = List.of();

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "agent",
            description = "who would run it (${DEFAULT-VALUE})")
    private String name = "";

    @Option(names = "--connection", paramLabel = "C", defaultValue = "orders", description = "where (${DEFAULT-VALUE})")
    private String connection = "";

    @Option(names = "--explain", description = "also say of each rule that did not count why not")
    private boolean explain;

    SimulateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        DevelopmentIdentity identity = DevelopmentIdentity.all().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailed("There is no identity '" + SafeText.line(name) + "' here. Known: "
                        + String.join(", ", DevelopmentIdentity.names())));
        Edge edge = surroundings.edge("policy-admin");
        String where = URLEncoder.encode(connection, StandardCharsets.UTF_8);
        AssumedCatalogue.Guess guess = guess(List.of(edge.read(
                Edge.Call.get("/api/policy/v1/classifications?connection=" + where), Classification[].class)));
        Map<String, Object> asked = Map.of(
                "connection", connection,
                "identity", Map.of("subject", name, "groups", identity.groups(), "roles", identity.roles()),
                "sql", guess.facts());
        show(guess, edge.read(Edge.Call.json("POST", "/api/policy/v1/simulations", asked), JsonNode.class));
        return 0;
    }

    private AssumedCatalogue.Guess guess(List<Classification> classifications) {
        try (SqlParser parser = new SqlParser(SqlParserLimits.defaults())) {
            return new AssumedCatalogue(classifications).facts(String.join(" ", words), new SqlAnalyzer(parser));
        } catch (SqlRefused e) {
            throw new CommandFailed(
                    "It would be refused before any rule is asked: " + SafeText.line(String.valueOf(e.getMessage())));
        }
    }

    private void show(AssumedCatalogue.Guess guess, JsonNode simulation) {
        PrintWriter out = surroundings.out();
        JsonNode decision = simulation.path("decision");
        out.println(decision.path("outcome").asString("?") + approval(decision.path("approval")));
        for (JsonNode reason : decision.path("reasons")) {
            String message = reason.path("message").asString("");
            out.println("  "
                    + SafeText.line(reason.path("effect").asString("") + " by "
                            + reason.path("policy").asString("") + "/"
                            + reason.path("rule").asString("")
                            + (message.isEmpty() ? "" : ": " + message)));
        }
        if (explain) {
            explain(out, simulation.path("rules"));
        }
        for (JsonNode mask : decision.path("obligations").path("masks")) {
            String what =
                    mask.path("classification").asString(mask.path("detector").asString(""));
            StringBuilder how = new StringBuilder(mask.path("method").asString(""));
            for (String parameter : List.of("keep", "unit", "width")) {
                String value = mask.path(parameter).asString("");
                how.append(value.isEmpty() ? "" : ", " + parameter + " " + value);
            }
            out.println("  mask " + SafeText.line(what + ": " + how));
        }
        out.println(
                guess.relations().isEmpty()
                        ? "Nothing was assumed about the target."
                        : "Assumed, since the target is not asked: these are tables that have the columns named, "
                                + "with the classifications in force: " + String.join(", ", guess.relations()));
        out.flush();
    }

    private static void explain(PrintWriter out, JsonNode rules) {
        for (JsonNode rule : rules) {
            String why = rule.path("why").asString("");
            boolean counts = rule.path("counts").asBoolean(false);
            boolean shadow = rule.path("shadow").asBoolean(false);
            out.println("  " + (counts ? shadow ? "would " : "does  " : "does not ")
                    + SafeText.line(rule.path("effect").asString("") + " "
                            + rule.path("policy").asString("") + "/"
                            + rule.path("rule").asString("")
                            + (why.isEmpty() ? "" : ": " + why)
                            + " [" + rule.path("when").asString("") + "]"));
        }
    }

    private static String approval(JsonNode approval) {
        return approval.isObject()
                ? ": needs " + SafeText.line(approval.path("quorum").asString(""))
                : "";
    }
}
