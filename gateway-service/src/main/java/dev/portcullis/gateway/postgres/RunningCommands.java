// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.SessionRecording;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The commands of one session that were forwarded and have not ended. Each of them ends exactly once, with its outcome
/// on record, whatever becomes of the session.
final class RunningCommands {
    private final SessionRecording recording;
    private final Set<CommandRun> open = new LinkedHashSet<>();
    /// The most that errors and notices of the open transaction may quote: triggers and constraints can be deferred to
    /// its end.
    private ReportFilter.Quotes quotes = ReportFilter.Quotes.NOTHING;

    RunningCommands(SessionRecording recording) {
        this.recording = recording;
    }

    void opened(CommandRun run) {
        open.add(run);
        if (run.quotes().compareTo(quotes) > 0) {
            quotes = run.quotes();
        }
    }

    /// What the target may quote in what it says about the transaction.
    ReportFilter.Quotes quotes() {
        return quotes;
    }

    /// The target said what a command has done.
    void completed(CommandRun run, String tag) {
        run.completed(tag);
        record(run, RecordingLine.Kind.COMPLETE, tag);
    }

    void failed(CommandRun run, String sqlState) {
        boolean cancelled = sqlState.equals("57014");
        end(run, cancelled ? SessionAudit.Ending.CANCELLED : SessionAudit.Ending.FAILED, sqlState);
    }

    void end(CommandRun run, SessionAudit.Ending ending, String errorCode) {
        open.remove(run);
        run.end(ending, errorCode, System.nanoTime());
    }

    /// Portals end with their transaction, and with them the commands that were not read to their end.
    void transactionOver() {
        quotes = ReportFilter.Quotes.NOTHING;
        endAll(SessionAudit.Ending.COMPLETED);
    }

    void endAll(SessionAudit.Ending ending) {
        if (!open.isEmpty()) {
            List.copyOf(open).forEach(run -> end(run, ending, ""));
        }
    }

    void record(CommandRun run, RecordingLine.Kind kind, String text) {
        recording.line(kind, run.command().id(), List.of(text));
    }
}
