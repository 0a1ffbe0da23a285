// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.sessions;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.times.Times;
import dev.portcullis.contracts.audit.RecordingLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Shows what a session's client sent and saw.
@Command(name = "replay", description = "Show what was sent and seen in a session.")
public final class ReplayCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final Surroundings surroundings;

    @Parameters(paramLabel = "SESSION", description = "the id that sessions shows")
    private String id = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "only from then on, such as 90s, since the session began")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", description = "only until then, such as 5m, since the session began")
    private String to = "";

    @Option(names = "--command", paramLabel = "ID", description = "only what belongs to this command")
    private String command = "";

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    public ReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not the id of a session");
        }
        if (!command.isEmpty() && !ID.matcher(command).matches()) {
            throw new CommandFailed("'" + SafeText.line(command) + "' is not the id of a command");
        }
        var response =
                surroundings.edge(name).stream(Edge.Call.get("/api/audit/v1/sessions/" + id + "/recording" + part()));
        Timeline timeline = new Timeline(surroundings.out());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                show(timeline, line);
            }
        } catch (IOException e) {
            throw new CommandFailed("The recording broke off: " + e.getMessage());
        }
        surroundings.out().flush();
        return 0;
    }

    private String part() {
        List<String> parameters = new ArrayList<>();
        if (!from.isEmpty()) {
            parameters.add("from=" + Times.of(from).toMillis());
        }
        if (!to.isEmpty()) {
            parameters.add("to=" + Times.of(to).toMillis());
        }
        if (!command.isEmpty()) {
            parameters.add("command=" + command);
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private static void show(Timeline timeline, String line) {
        if (line.isBlank()) {
            return;
        }
        try {
            timeline.show(JsonMapper.shared().readValue(line, RecordingLine.class));
        } catch (JacksonException _) {
            timeline.showUnreadable(line);
        }
    }
}
