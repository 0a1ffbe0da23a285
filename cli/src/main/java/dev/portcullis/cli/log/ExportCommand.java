// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.log;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Takes the log home, for somebody who checks it without a connection: the newest checkpoint, and every entry it
/// counts. Nothing is checked here; that is what the export is for.
@Command(name = "export", description = "Write the log into a folder, to be verified offline.")
public final class ExportCommand implements Callable<Integer> {

    private static final String PATH = "/api/audit/v1/log/entries?limit=1000&from=";

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Parameters(paramLabel = "FOLDER", description = "where to; must not hold an export yet")
    private Path folder = Path.of("");

    public ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Edge edge = surroundings.edge(name);
        // First, so that every entry it counts is there when the entries are fetched.
        String checkpoint =
                edge.send(Edge.Call.get("/api/audit/v1/log/checkpoint")).body();
        Path entries = folder.resolve("entries.ndjson");
        if (Files.exists(entries)) {
            throw new CommandFailed("There is an export in " + folder + " already");
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("checkpoint"), checkpoint);
            String keys = edge.send(Edge.Call.get("/api/audit/v1/log/keys")).body();
            if (!keys.isBlank()) {
                Files.writeString(folder.resolve("keys"), keys);
            }
            long written = write(edge, entries);
            surroundings.out().println(written + " entries written to " + folder);
            return 0;
        } catch (IOException e) {
            throw new CommandFailed("Cannot write to " + folder + ": " + e.getMessage());
        }
    }

    private static long write(Edge edge, Path file) throws IOException, InterruptedException {
        long written = 0;
        try (Writer lines = Files.newBufferedWriter(file)) {
            long from = 0;
            while (from >= 0) {
                JsonNode page = edge.read(Edge.Call.get(PATH + from), JsonNode.class);
                for (JsonNode entry : page.path("items")) {
                    lines.append(entry.toString()).append('\n');
                    written++;
                }
                long following = page.path("next").asLong(-1);
                // a page that points back would be read for ever
                from = following > from ? following : -1;
            }
        }
        return written;
    }
}
