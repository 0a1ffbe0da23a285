// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.local.demo.Verbs;
import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Keeps the connections to the samples where the samples are: policy-service keeps what it was given first, and ports
/// and folders may differ from run to run.
///
/// @param home the run's folder
/// @param documents the folder with the connections as they are right for this run, each called like its file
record SampleConnections(LocalHome home, Path documents) {

    void bringUpToDate() throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of(LocalHome.VARIABLE, home.directory().toString());
        Surroundings surroundings = Surroundings.of(environment, new PrintWriter(Writer.nullWriter()));
        for (Path document : all()) {
            if (isOutOfDate(document, surroundings)) {
                apply(document, environment);
            }
        }
    }

    private List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(documents)) {
            return files.sorted().toList();
        }
    }

    private boolean isOutOfDate(Path document, Surroundings surroundings) throws InterruptedException {
        try {
            Edge.Call call = Edge.Call.get("/api/policy/v1/connections/" + name(document));
            Connection known = surroundings.edge("policy-admin").read(call, Connection.class);
            return known.port() != surroundings.ports().of(sample(known))
                    || !known.tls().caFile().equals(home.caCertificate().toString());
        } catch (CommandFailed e) {
            throw new StartFailed("The connection " + name(document) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// What is at the other end.
    private static Listener sample(Connection connection) {
        return connection.type().equals("http") ? Listener.MODEL : Listener.ORDERS;
    }

    private static void apply(Path document, Map<String, String> environment) throws InterruptedException {
        Verbs.Outcome outcome = new Verbs(environment).run("policy", "apply", document.toString());
        if (outcome.status() != 0) {
            throw new StartFailed("The connection " + name(document) + " could not be changed: " + outcome.text());
        }
    }

    private static String name(Path document) {
        String file = document.getFileName().toString();
        return file.substring(0, file.lastIndexOf('.'));
    }
}
