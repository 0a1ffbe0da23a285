// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.policies;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.recorded.KnownPolicies;
import dev.portcullis.cli.recorded.RecordedSessions;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.text.Table;
import dev.portcullis.cli.times.Times;
import dev.portcullis.engine.decisions.PolicySet;
import dev.portcullis.engine.decisions.PolicySet.VersionedPolicy;
import dev.portcullis.engine.documents.InvalidDocumentException;
import dev.portcullis.engine.policies.Policy;
import dev.portcullis.engine.policies.PolicyReader;
import dev.portcullis.engine.replay.Change;
import dev.portcullis.engine.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// Judges what was recorded by what is in force and by a proposal, and shows what would have been decided otherwise.
@Command(
        name = "replay",
        description = "Show which recorded decisions a proposed policy would change, and for whom. Nothing is changed.",
        footer = "Exit status 3 if anything would change.")
final class ReplayCommand implements Callable<Integer> {

    private static final int CHANGES = 3;

    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "proposed policies, or folders with policies")
    private List<Path> files = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "sessions that began within, such as 90m, 12h, 7d (${DEFAULT-VALUE})")
    private String since = "";

    @Option(names = "--connection", paramLabel = "C", description = "only what was done there")
    private String connection = "";

    @Option(names = "--json", description = "print JSON, for a change request")
    private boolean json;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    ReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Instant from = Clock.systemUTC().instant().minus(Times.of(since));
        Edge edge = surroundings.edge(name);
        PolicySet inForce = new KnownPolicies(edge).now();
        PolicySet proposed = inForce;
        for (VersionedPolicy policy : read()) {
            proposed = proposed.with(policy);
        }
        Replay replay = new Replay(inForce, proposed);
        long unreadable = new RecordedSessions(edge, connection).read(from, replay::add);
        Report report = new Report(
                from,
                replay.commands(),
                replay.changed(),
                unreadable + replay.undecidable(),
                unreadable,
                replay.unrecorded(),
                replay.changes());
        surroundings
                .out()
                .println(
                        json
                                ? JsonMapper.shared()
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsString(report)
                                : text(report));
        surroundings.out().flush();
        return report.changed() == 0 ? 0 : CHANGES;
    }

    private List<VersionedPolicy> read() {
        PolicyReader reader = new PolicyReader();
        return DocumentFiles.of(files, DocumentFiles.APPLIED).stream()
                .map(file -> new VersionedPolicy(policy(reader, file), 0))
                .toList();
    }

    private static Policy policy(PolicyReader reader, Path file) {
        try {
            return reader.read(Files.readString(file));
        } catch (IOException e) {
            throw new CommandFailed("Cannot read " + file + ": " + e.getMessage());
        } catch (InvalidDocumentException e) {
            StringBuilder faults = new StringBuilder(file + " is no policy that could be applied:");
            e.errors().forEach(error -> faults.append('\n').append(SafeText.block(error.toString())));
            throw new CommandFailed(faults.toString());
        }
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder();
        if (!report.changes().isEmpty()) {
            Table table = new Table("COUNT", "WHO", "WHERE", "NOW", "THEN", "BECAUSE OF", "FOR EXAMPLE");
            for (Change change : report.changes()) {
                table.row(
                        String.valueOf(change.count()),
                        change.subject(),
                        change.connection(),
                        change.before(),
                        change.after(),
                        String.join(" ", change.reasons()),
                        change.example().isEmpty() ? "(opening a session)" : change.example());
            }
            text.append(table.text());
        }
        text.append(report.changed())
                .append(" of ")
                .append(report.decisions())
                .append(" decisions since ")
                .append(report.since())
                .append(" would change.");
        if (report.notReplayed() > 0) {
            text.append("\n")
                    .append(report.notReplayed())
                    .append(" commands were left out, since a rule depends on what was not recorded of them:");
            report.unrecorded()
                    .forEach((attribute, count) ->
                            text.append("\n  ").append(attribute).append(" of ").append(count));
            if (report.withoutFacts() > 0) {
                text.append("\n  all facts of ")
                        .append(report.withoutFacts())
                        .append(", which have more than an event holds");
            }
        }
        return text.toString();
    }

    /// What was found.
    ///
    /// @param since sessions that began at or after this moment were looked at
    /// @param decisions how many decisions were made again
    /// @param changed how many of them would be others
    /// @param notReplayed commands that were not judged, because a rule depends on what is not in their events
    /// @param withoutFacts those of them whose events hold no facts at all
    /// @param unrecorded the attributes that are missing, each with how many commands it is needed for
    /// @param changes the others, the most frequent first
    record Report(
            Instant since,
            long decisions,
            long changed,
            long notReplayed,
            long withoutFacts,
            Map<String, Long> unrecorded,
            List<Change> changes) {}
}
