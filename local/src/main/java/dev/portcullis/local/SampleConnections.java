// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.engine.connections.ConnectionReader;
import dev.portcullis.local.demo.Verbs;
import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Keeps the connections to the sample targets where these are: policy-service keeps what it was given first, and ports
/// and folders may differ from run to run. Most runs differ in nothing from the one before, which a digest tells at no
/// cost.
///
/// @param home the run's folder
/// @param folder the connections as they are right for this run
record SampleConnections(LocalHome home, Path folder) {

    void bringUpToDate() throws IOException, InterruptedException {
        String current = digest();
        Path last = home.run().resolve("connections.sha256");
        if (Files.exists(last) && Files.readString(last).equals(current)) {
            return;
        }
        for (Path file : files()) {
            Connection wanted = ConnectionReader.read(Files.readString(file), 0);
            Connection known = known(wanted.name());
            if (known.port() != wanted.port()
                    || !known.tls().equals(wanted.tls())
                    || !Objects.equals(known.observation(), wanted.observation())) {
                apply(file);
            }
        }
        Files.writeString(last, current);
    }

    /// Of the connections and of where this run's servers are, its store among them.
    private String digest() throws IOException {
        MessageDigest digest = sha256();
        digest.update(Files.readAllBytes(home.ports()));
        for (Path file : files()) {
            digest.update(Files.readAllBytes(file));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private Connection known(String name) throws InterruptedException {
        Surroundings surroundings = Surroundings.of(environment(), new PrintWriter(Writer.nullWriter()));
        try {
            return surroundings
                    .edge("policy-admin")
                    .read(Edge.Call.get("/api/policy/v1/connections/" + name), Connection.class);
        } catch (CommandFailed e) {
            throw new StartFailed("The connection " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void apply(Path file) throws InterruptedException {
        Verbs.Outcome outcome = new Verbs(environment()).run("policy", "apply", file.toString());
        if (outcome.status() != 0) {
            throw new StartFailed(
                    "The connection of " + file.getFileName() + " could not be changed: " + outcome.text());
        }
    }

    private Map<String, String> environment() {
        return Map.of(LocalHome.VARIABLE, home.directory().toString());
    }
}
