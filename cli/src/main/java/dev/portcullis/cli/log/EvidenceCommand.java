// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.times.Times;
import dev.portcullis.merkle.LogKeys;
import dev.portcullis.merkle.WitnessPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Takes home what an auditor needs of a period: who had access, on whose word, what they did, and the proofs.
/// Checked before it is kept; what is not sound is not.
@Command(name = "evidence", description = "Write a bundle of evidence over a period into a file, and check it.")
public final class EvidenceCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who asks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "DAY",
            required = true,
            description = "when the period begins, such as 2026-11-01 or 2026-11-01T08:00:00Z")
    private String from = "";

    @Option(names = "--to", paramLabel = "DAY", defaultValue = "", description = "before when it ends (now)")
    private String to = "";

    @Option(names = "--identity", paramLabel = "SUBJECT", defaultValue = "", description = "of one identity only")
    private String identity = "";

    @Option(names = "--connection", paramLabel = "NAME", defaultValue = "", description = "of one connection only")
    private String connection = "";

    @Option(names = "--out", paramLabel = "FILE", description = "where to (evidence-FROM.zip); must not be there yet")
    private @Nullable Path out;

    public EvidenceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("from", Times.moment(from).toString());
        if (!to.isEmpty()) {
            asked.put("to", Times.moment(to).toString());
        }
        asked.put("identity", identity);
        asked.put("connection", connection);
        Path file = out == null ? Path.of("evidence-" + from.replace(':', '-') + ".zip") : out;
        if (Files.exists(file)) {
            throw new CommandFailed("There is a file " + file + " already");
        }
        Edge edge = surroundings.edge(name);
        LogKeys key = new SeenBefore(surroundings.home().trust()).trustedKeys(edge, surroundings.out());
        String verified = fetch(edge, asked, key, file);
        surroundings.out().println(verified);
        surroundings.out().println("It is in " + file + "; report.html in it is for people");
        return 0;
    }

    private static String fetch(Edge edge, Map<String, String> asked, LogKeys key, Path file)
            throws InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (InputStream answer = edge.stream(Edge.Call.json("POST", "/api/audit/v1/evidence", asked))
                .body()) {
            Files.copy(answer, part);
            String verified = Bundles.verified(key, WitnessPolicy.NONE, part);
            Files.move(part, file);
            return verified;
        } catch (IOException e) {
            throw new CommandFailed("The bundle could not be fetched whole: " + e.getMessage());
        } finally {
            part.toFile().delete();
        }
    }
}
