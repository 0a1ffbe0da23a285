// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.demo;

import java.sql.SQLException;
import java.util.Optional;

/// What is left of a session when it is over: a replay, and a log that shows if anybody touched it.
final class Proof {

    private static final int ATTEMPTS = 60;
    private static final long PAUSE_MILLIS = 500;

    private final Verbs verbs;
    private final StoredLog log;
    private final Report report;

    Proof(Verbs verbs, StoredLog log, Report report) {
        this.verbs = verbs;
        this.log = log;
        this.report = report;
    }

    void show(String session) throws SQLException, InterruptedException {
        report.chapter("the auditor");
        replay(session);
        verify("the log is sound");
        Optional<StoredLog.Row> row = log.firstCommand(session);
        if (row.isEmpty()) {
            report.step("the log holds the session", "its commands", "none is stored", false);
            return;
        }
        tamper(row.get());
        verify("with the bit turned back the log is sound again");
    }

    private void replay(String session) throws InterruptedException {
        report.typed("./portcullis replay " + session);
        Verbs.Outcome outcome = verbs.run("replay", session);
        // the recording comes in chunks, about a second after it was seen
        for (int i = 0; i < ATTEMPTS && !isWhole(outcome.text()); i++) {
            Thread.sleep(PAUSE_MILLIS);
            outcome = verbs.run("replay", session);
        }
        report.step(
                "the session can be replayed, masked as it was seen",
                "its commands, the masked row, the refusal, the held and the rejected change",
                outcome.text(),
                outcome.status() == 0
                        && isWhole(outcome.text())
                        && outcome.text().contains("Bruno Dahl")
                        && !outcome.text().contains("937-23-7920"));
    }

    private static boolean isWhole(String replay) {
        return replay.contains("DROP TABLE") && replay.contains("held:") && replay.contains("not during the sale");
    }

    private void verify(String title) {
        report.typed("./portcullis verify");
        Verbs.Outcome outcome = verbs.run("verify");
        report.step(title, "exit status 0", outcome.text(), outcome.status() == 0);
    }

    private void tamper(StoredLog.Row row) throws SQLException {
        // Whatever interrupts this, the log is left as it was found.
        Thread restore = new Thread(() -> restore(row), "restore");
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            log.write(row.eventId(), row.body().withOneBitChanged());
            report.typed("(a database superuser turns over one bit of event " + row.eventId() + ")");
            report.typed("./portcullis verify");
            Verbs.Outcome outcome = verbs.run("verify");
            report.step(
                    "a superuser's change is found, and the event named",
                    "exit status 1 and " + row.eventId(),
                    outcome.text(),
                    outcome.status() == 1 && outcome.text().contains(row.eventId()));
        } finally {
            restore(row);
            Runtime.getRuntime().removeShutdownHook(restore);
        }
    }

    private void restore(StoredLog.Row row) {
        try {
            log.write(row.eventId(), row.body());
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the event " + row.eventId() + " could not be restored: " + e.getMessage(), e);
        }
    }
}
