// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.edge;

import dev.portcullis.cli.home.DevelopmentTokens;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

/// What every command has around it.
///
/// @param home the folder of the local run
/// @param ports its ports
/// @param http for all calls
/// @param out where results go
public record Surroundings(LocalHome home, Ports ports, HttpClient http, PrintWriter out) {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// What the environment says.
    public static Surroundings of(Map<String, String> environment, PrintWriter out) {
        LocalHome home = LocalHome.of(environment);
        try {
            HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
            return new Surroundings(home, Ports.read(home.ports(), environment), http, out);
        } catch (IOException e) {
            throw new CommandFailed("Cannot read " + home.ports() + ": " + e.getMessage());
        }
    }

    /// Where tokens come from.
    public DevelopmentTokens tokens() {
        return new DevelopmentTokens(ports, home, http);
    }

    /// The edge, for an identity.
    public Edge edge(String identity) {
        return new Edge(this, identity);
    }
}
