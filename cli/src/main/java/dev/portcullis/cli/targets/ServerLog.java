// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.targets;

import dev.portcullis.cli.edge.CommandFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// The sessions that a target let in, by its own log.
final class ServerLog {

    private static final Pattern AUTHORIZED =
            Pattern.compile("(?:replication )?connection authorized: .*", Pattern.DOTALL);
    private static final Pattern APPLICATION = Pattern.compile(" application_name=(\\S+)");
    private static final Pattern SESSION = Pattern.compile("([0-9a-f]{1,12})\\.([0-9a-f]{1,8})");
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS z", Locale.ROOT);
    private static final String LOCAL = "[local]";

    private final List<LoggedSession> sessions = new ArrayList<>();
    private String firstTime = "";
    private String lastTime = "";

    private ServerLog() {}

    /// Reads a file whole.
    ///
    /// @throws CommandFailed if it is not such a log, or says nothing of sessions
    static ServerLog read(Path file) {
        ServerLog log = new ServerLog();
        try {
            LogLine.readAll(file, log::add);
        } catch (IOException | JacksonException e) {
            throw new CommandFailed("The log " + file + " cannot be read as csvlog or jsonlog: " + e.getMessage());
        }
        if (log.sessions.isEmpty()) {
            throw new CommandFailed("The log " + file + " has no line 'connection authorized'."
                    + " It is written with log_connections=on (18 and newer: all) and lc_messages=C");
        }
        return log;
    }

    /// In the order of the log.
    List<LoggedSession> sessions() {
        return List.copyOf(sessions);
    }

    /// When its first line was written; empty if its zone cannot be read.
    Optional<Instant> begins() {
        return moment(firstTime);
    }

    /// When its last line was written; empty if its zone cannot be read.
    Optional<Instant> ends() {
        return moment(lastTime);
    }

    private void add(LogLine line) {
        firstTime = firstTime.isEmpty() ? line.time() : firstTime;
        lastTime = line.time();
        if (!AUTHORIZED.matcher(line.message()).matches()) {
            return;
        }
        Matcher session = SESSION.matcher(line.session());
        if (!session.matches()) {
            throw new CommandFailed("The log has a session without a session id, at " + line.time());
        }
        sessions.add(new LoggedSession(
                Long.parseLong(session.group(2), 16),
                Instant.ofEpochSecond(Long.parseLong(session.group(1), 16)),
                line.user(),
                line.database(),
                line.client().equals(LOCAL) ? "" : PORT.matcher(line.client()).replaceFirst(""),
                application(line)));
    }

    private static String application(LogLine line) {
        Matcher named = APPLICATION.matcher(line.message());
        return line.application().isEmpty() && named.find() ? named.group(1) : line.application();
    }

    private static Optional<Instant> moment(String time) {
        try {
            return Optional.of(ZonedDateTime.parse(time, TIME).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
