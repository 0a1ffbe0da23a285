// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.targets;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.targets.Reconciliation.Period;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.text.Table;
import dev.portcullis.cli.times.Times;
import dev.portcullis.contracts.audit.TargetLoginPage;
import dev.portcullis.contracts.audit.TargetLoginPage.Login;
import dev.portcullis.contracts.connection.Connection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Finds the sessions in a target's own log that came through no gateway, and the other way round. Ends with 1
/// if there are any.
@Command(
        name = "reconcile",
        description = "Compare a PostgreSQL log with the sessions on record: who went past the gateway?")
public final class ReconcileCommand implements Callable<Integer> {

    /// The longest a login may take, and a record of it more.
    private static final Duration LONGEST_LOGIN = Duration.ofMinutes(2);

    private final Surroundings surroundings;

    @Option(names = "--as", paramLabel = "NAME", defaultValue = "auditor", description = "who looks (${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--log",
            paramLabel = "FILE",
            required = true,
            description = "the target's log, as csvlog or jsonlog, with log_connections")
    private Path log = Path.of("");

    @Option(names = "--connection", paramLabel = "NAME", required = true, description = "whose target it is")
    private String connection = "";

    @Option(names = "--from", paramLabel = "TIME", defaultValue = "", description = "from when on (the log's begin)")
    private String from = "";

    @Option(names = "--to", paramLabel = "TIME", defaultValue = "", description = "until when (the log's end)")
    private String to = "";

    @Option(
            names = "--tolerance",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "how far the target's clock may be off (${DEFAULT-VALUE})")
    private String tolerance = "";

    public ReconcileCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerLog read = ServerLog.read(log);
        Duration apart = Times.of(tolerance);
        Period period = new Period(
                moment(from, () -> read.begins().orElseThrow(() -> unreadable("--from"))),
                moment(to, () -> read.ends().orElseThrow(() -> unreadable("--to"))));
        Edge edge = surroundings.edge(name);
        Connection target =
                edge.read(Edge.Call.get("/api/policy/v1/connections/" + encoded(connection)), Connection.class);
        List<Login> logins = logins(edge, target.host() + ":" + target.port(), period, apart);
        Reconciliation result = Reconciliation.of(read.sessions(), logins, target, period, apart);
        print(result, target, period);
        return result.bypassed().isEmpty() && result.missing().isEmpty() ? 0 : 1;
    }

    private static Instant moment(String given, Supplier<Instant> otherwise) {
        return given.isEmpty() ? otherwise.get() : Times.moment(given);
    }

    private static CommandFailed unreadable(String option) {
        return new CommandFailed("The zone of the log's times cannot be read. Say " + option
                + " yourself, or let the target log with log_timezone=UTC");
    }

    private static List<Login> logins(Edge edge, String address, Period period, Duration apart)
            throws InterruptedException {
        String question = "/api/audit/v1/targets/logins?limit=1000&address=" + encoded(address) + "&since="
                + period.from().minus(apart) + "&until="
                + period.to().plus(apart).plus(LONGEST_LOGIN);
        List<Login> all = new ArrayList<>();
        String cursor = "";
        do {
            TargetLoginPage page = edge.read(Edge.Call.get(question + cursor), TargetLoginPage.class);
            all.addAll(page.items());
            cursor = page.next() == null ? "" : "&cursor=" + encoded(page.next());
        } while (!cursor.isEmpty());
        return all;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void print(Reconciliation result, Connection target, Period period) {
        StringBuilder text = new StringBuilder(
                "At %s:%d/%s from %s to %s: %d session(s) through a gateway, %d past it, %d not in the target's log.\n"
                        .formatted(
                                target.host(),
                                target.port(),
                                target.database(),
                                period.from(),
                                period.to(),
                                result.matched(),
                                result.bypassed().size(),
                                result.missing().size()));
        if (!result.expected().isEmpty()) {
            text.append(result.expected().size())
                    .append(" session(s) of accounts that may go past it: ")
                    .append(SafeText.line(result.expected().stream()
                            .map(LoggedSession::user)
                            .distinct()
                            .collect(Collectors.joining(", "))))
                    .append('\n');
        }
        if (!result.bypassed().isEmpty()) {
            text.append("\nAt the target, through no gateway:\n").append(bypassed(result.bypassed()));
        }
        if (!result.missing().isEmpty()) {
            text.append("\nOn record here, not in the target's log:\n").append(missing(result.missing()));
        }
        surroundings.out().print(text);
        surroundings.out().flush();
    }

    private static String bypassed(List<LoggedSession> sessions) {
        Table table = new Table("BEGUN", "PROCESS", "USER", "CLIENT", "APPLICATION");
        sessions.forEach(session -> table.row(
                session.begun().toString(),
                Long.toString(session.process()),
                session.user(),
                session.client().isEmpty() ? "local" : session.client(),
                session.application()));
        return table.text();
    }

    private static String missing(List<Login> logins) {
        Table table = new Table("READY", "PROCESS", "PURPOSE", "CONNECTION", "SESSION");
        logins.forEach(login -> table.row(
                login.readyAt().toString(),
                Long.toString(login.process()),
                login.purpose(),
                login.connection(),
                login.chainId()));
        return table.text();
    }
}
