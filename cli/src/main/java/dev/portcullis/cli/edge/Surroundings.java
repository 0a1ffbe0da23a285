// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.edge;

import dev.portcullis.cli.home.DevelopmentTokens;
import dev.portcullis.cli.home.Endpoints;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/// What every command has around it.
///
/// @param home the folder of the local run
/// @param ports its ports
/// @param endpoints where REST and tokens are
/// @param http for all calls
/// @param out where results go
public record Surroundings(LocalHome home, Ports ports, Endpoints endpoints, HttpClient http, PrintWriter out) {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// What the environment says.
    public static Surroundings of(Map<String, String> environment, PrintWriter out) {
        LocalHome home = LocalHome.of(environment);
        try {
            Ports ports = Ports.read(home.ports(), environment);
            Endpoints endpoints = endpoints(environment, ports);
            return new Surroundings(home, ports, endpoints, client(endpoints, home), out);
        } catch (IOException e) {
            throw new CommandFailed("Cannot read what is in " + home.directory() + ": " + e.getMessage());
        }
    }

    private static Endpoints endpoints(Map<String, String> environment, Ports ports) {
        try {
            return Endpoints.of(environment, ports);
        } catch (IOException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    /// An installation's own authority is believed if the folder holds it, else those that the machine knows.
    private static HttpClient client(Endpoints endpoints, LocalHome home) throws IOException {
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT);
        if (endpoints.overTls() && Files.exists(home.caCertificate())) {
            client.sslContext(Trust.onlyIn(home.caCertificate()));
        }
        return client.build();
    }

    /// Where tokens come from.
    public DevelopmentTokens tokens() {
        return new DevelopmentTokens(endpoints.token(), home, http);
    }

    /// The edge, for an identity.
    public Edge edge(String identity) {
        return edge(identity, OptionalLong.empty());
    }

    /// The edge, for an identity whose token lives so many seconds.
    public Edge edge(String identity, OptionalLong ttlSeconds) {
        return new Edge(this, identity, ttlSeconds);
    }
}
