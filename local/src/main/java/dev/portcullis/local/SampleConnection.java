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
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;

/// Keeps the connection to the sample database where the database is: policy-service keeps what it was given first, and
/// ports and folders may differ from run to run.
///
/// @param home the run's folder
/// @param authority who signed the certificate of the database
/// @param file the connection as it is right for this run
record SampleConnection(LocalHome home, Path authority, Path file) {

    void bringUpToDate() throws InterruptedException {
        Map<String, String> environment =
                Map.of(LocalHome.VARIABLE, home.directory().toString());
        Surroundings surroundings = Surroundings.of(environment, new PrintWriter(Writer.nullWriter()));
        try {
            Connection known = surroundings
                    .edge("policy-admin")
                    .read(Edge.Call.get("/api/policy/v1/connections/orders"), Connection.class);
            if (known.port() == surroundings.ports().of(Listener.ORDERS)
                    && known.tls().caFile().equals(authority.toString())) {
                return;
            }
        } catch (CommandFailed e) {
            throw new StartFailed("The connection to the sample database cannot be read: " + e.getMessage(), e);
        }
        Verbs.Outcome outcome = new Verbs(environment).run("policy", "apply", file.toString());
        if (outcome.status() != 0) {
            throw new StartFailed("The connection to the sample database could not be changed: " + outcome.text());
        }
    }
}
