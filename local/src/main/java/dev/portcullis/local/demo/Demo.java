// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.home.DevelopmentTokens;
import dev.portcullis.cli.home.Listener;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.local.postgres.PostgresCluster;
import dev.portcullis.local.process.StartFailed;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Plays the whole story: what agents see, what approvers and auditors do, and what tampering comes to.
public final class Demo {

    private static final String AGENT = "agent";
    private static final String CONNECTION = "orders";

    private final Map<String, String> environment;
    private final PostgresCluster store;
    private final PrintWriter out;

    /// A demonstration that has not begun.
    ///
    /// @param environment where the command line finds the run
    /// @param store the services' database server, for the superuser's part
    public Demo(Map<String, String> environment, PostgresCluster store, PrintWriter out) {
        this.environment = environment;
        this.store = store;
        this.out = out;
    }

    /// Plays it against the run that is up.
    ///
    /// @return the exit status: `0` if every step went as it should
    public int run() throws Exception {
        Report report = new Report(out);
        Verbs verbs = new Verbs(environment);
        try {
            Surroundings surroundings = Surroundings.of(environment, out);
            Optional<Approval> used = Optional.empty();
            if (PsqlClient.isInstalled()) {
                try (StoryClient psql = new PsqlClient(libpq(surroundings), token(surroundings))) {
                    used = new Story(psql, verbs, surroundings, report).play();
                }
            } else {
                out.println("There is no psql on the PATH, so its part of the story is left out.");
            }
            try (StoryClient jdbc = new JdbcClient(jdbcUrl(surroundings), AGENT, token(surroundings))) {
                Optional<Approval> usedByJdbc = new Story(jdbc, verbs, surroundings, report).play();
                used = used.or(() -> usedByJdbc);
            }
            if (used.isPresent()) {
                new Proof(verbs, new StoredLog(store), report).show(used.get().sessionId());
            }
        } catch (CommandFailed | DevelopmentTokens.NoToken e) {
            throw new StartFailed(String.valueOf(e.getMessage()), e);
        }
        return report.summary() ? 0 : 1;
    }

    private static String token(Surroundings surroundings) throws InterruptedException {
        return surroundings.tokens().token(AGENT, OptionalLong.empty());
    }

    private static String libpq(Surroundings surroundings) {
        return "host=localhost port=" + surroundings.ports().of(Listener.POSTGRES) + " dbname=" + CONNECTION + " user="
                + AGENT + " sslmode=verify-full sslrootcert="
                + surroundings.home().caCertificate();
    }

    private static String jdbcUrl(Surroundings surroundings) {
        return "jdbc:postgresql://localhost:" + surroundings.ports().of(Listener.POSTGRES) + "/" + CONNECTION
                + "?sslmode=verify-full&sslrootcert=" + surroundings.home().caCertificate();
    }
}
