// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.retained;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.contracts.audit.LegalHold;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sets a legal hold.
@Command(name = "set", description = "Let nothing of a session, an identity or a connection be erased or expire.")
public final class SetHoldCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "SCOPE", description = "${COMPLETION-CANDIDATES}")
    private Scope scope = Scope.session;

    @Parameters(index = "1", paramLabel = "VALUE", description = "the session's id, the subject, the connection's name")
    private String value = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why; it goes into the log")
    private String reason = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "auditor",
            description = "who sets it (${DEFAULT-VALUE})")
    private String name = "";

    /// What is held, as people write it.
    enum Scope {
        session(LegalHold.Scope.SESSION),
        identity(LegalHold.Scope.IDENTITY),
        connection(LegalHold.Scope.CONNECTION);

        private final LegalHold.Scope held;

        Scope(LegalHold.Scope held) {
            this.held = held;
        }
    }

    public SetHoldCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        LegalHold hold = surroundings
                .edge(name)
                .read(
                        Edge.Call.json("POST", "/api/audit/v1/holds", new LegalHold.Request(scope.held, value, reason)),
                        LegalHold.class);
        surroundings.out().println("Hold " + hold.id() + " is set.");
        return 0;
    }
}
