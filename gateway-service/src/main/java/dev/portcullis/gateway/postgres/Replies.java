// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.postgres.wire.BackendDecoder;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.ReportFields;
import dev.portcullis.postgres.wire.TransactionStatus;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.sql.AnalyzedStatement;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Follows what the target owes, message by message, and says what each of its answers means. An answer that
/// is not owed ends the session: then nobody knows any more whose rows these are.
final class Replies {
    private final StatementTable table;
    private final Results results;
    private final Map<String, String> parametersAtLogin;
    private final SearchPath searchPath;
    private final Listener listener;
    private final RunningCommands running;
    private final Deque<Owed> owed = new ArrayDeque<>();
    private boolean skippingToSync;
    private int statement;

    /// Follows one session.
    ///
    /// @param parametersAtLogin what the target reported when the session began
    /// @param searchPath what has become of the one it reported then
    Replies(
            GatewaySession session,
            StatementTable table,
            Results results,
            Map<String, String> parametersAtLogin,
            SearchPath searchPath,
            Listener listener) {
        this.parametersAtLogin = parametersAtLogin;
        this.table = table;
        this.results = results;
        this.searchPath = searchPath;
        this.listener = listener;
        this.running = new RunningCommands(session.audit().recording());
    }

    void owe(Owed reply) {
        owed.add(reply);
    }

    void opened(CommandRun run) {
        running.opened(run);
    }

    boolean isSettled() {
        return owed.isEmpty();
    }

    /// The target has failed a message and ignores all others up to the next Sync.
    boolean isSkippingToSync() {
        return skippingToSync || results.isSwallowing();
    }

    /// The command whose answers are coming in; null if it is none.
    @Nullable
    CommandRun running() {
        Owed head = owed.peek();
        return head == null ? null : head.run();
    }

    /// One message of the target other than rows and COPY data. True if the client gets it as it is.
    boolean on(byte type, ByteBuffer body) throws WireException {
        return switch (BackendDecoder.decode(type, body)) {
            case BackendMessage.NoticeResponse(var report) -> notice(report);
            case BackendMessage.ParameterStatus(var name, var value) -> parameter(name, value);
            // A payload is text of somebody else's making.
            case BackendMessage.NotificationResponse _ -> false;
            case BackendMessage.ErrorResponse(var report) -> error(report);
            case BackendMessage.ReadyForQuery(var status) -> ready(status);
            case BackendMessage.ParseComplete _ -> parsed();
            case BackendMessage.BindComplete _ -> bound();
            case BackendMessage.CloseComplete _ -> closed();
            case BackendMessage.ParameterDescription(var types) -> parameters(types);
            case BackendMessage.RowDescription(var fields) -> described(fields);
            case BackendMessage.NoData _ -> described(List.of());
            case BackendMessage.CommandComplete complete -> completed(complete.tag());
            case BackendMessage.EmptyQueryResponse _ -> completed("");
            case BackendMessage.PortalSuspended _ -> suspended();
            case BackendMessage.CopyInResponse _ -> copyIn();
            case BackendMessage.CopyOutResponse(var binary, var columns) -> copyOut(binary, columns.size());
            case BackendMessage.CopyDone _ -> copyDone();
            default -> throw unexpected();
        };
    }

    private boolean notice(ReportFields report) {
        CommandRun run = running();
        ReportFields shown = ReportFilter.shown(report, running.quotes());
        if (run != null) {
            running.record(run, RecordingLine.Kind.NOTICE, shown.message());
        }
        results.send(new BackendMessage.NoticeResponse(shown));
        return false;
    }

    private boolean parameter(String name, String value) throws WireException {
        boolean emptied = name.equals("search_path") && searchPath.canBe(value);
        if (!emptied && ReportedParameters.breaksReading(name, value, parametersAtLogin)) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "the session's " + name + " was changed");
        }
        return ReportedParameters.isShownLater(name) && running.quotes() != ReportFilter.Quotes.ANYTHING;
    }

    private boolean parsed() throws WireException {
        if (!(owed.poll() instanceof Owed.Parsed(var name, var prepared))) {
            throw unexpected();
        }
        table.put(name, prepared);
        return true;
    }

    private boolean bound() throws WireException {
        if (!(owed.poll() instanceof Owed.Bound(var name, var portal))) {
            throw unexpected();
        }
        table.put(name, portal);
        return true;
    }

    private boolean closed() throws WireException {
        if (!(owed.poll() instanceof Owed.Closed(var target, var name))) {
            throw unexpected();
        }
        Portal portal = target == FrontendMessage.Target.PORTAL ? table.portal(name) : null;
        if (portal != null && portal.run() != null) {
            running.end(portal.run(), SessionAudit.Ending.COMPLETED, "");
        }
        table.close(target, name);
        return true;
    }

    private boolean parameters(List<Integer> types) throws WireException {
        if (!(owed.peek() instanceof Owed.StatementDescribed(var prepared))) {
            throw unexpected();
        }
        prepared.parameterTypes(types);
        return true;
    }

    private boolean described(List<BackendMessage.Field> fields) throws WireException {
        Owed head = owed.peek();
        return switch (head) {
            case Owed.StatementDescribed(var prepared) -> {
                prepared.describe(fields);
                owed.remove();
                yield true;
            }
            case Owed.PortalDescribed(var portal, var forClient) -> {
                if (portal.prepared() != null) {
                    portal.prepared().describe(fields);
                }
                owed.remove();
                yield forClient;
            }
            case Owed.Queried(var meaning, var run)
            when run != null -> {
                AnalyzedStatement current = statementOf(meaning.statements());
                results.begin(run, current, fields);
                yield true;
            }
            case null, default -> throw unexpected();
        };
    }

    /// To be called before a row or a piece of COPY data is handled.
    void requireResult() throws WireException {
        Owed head = owed.peek();
        if (head instanceof Owed.Executed(var portal)) {
            if (!results.isOpen()) {
                begin(portal);
            }
        } else if (!(head instanceof Owed.Queried) || !results.isOpen()) {
            throw unexpected();
        }
    }

    private void begin(Portal portal) throws WireException {
        CommandRun run = portal.run();
        if (run == null) {
            throw unexpected();
        }
        results.begin(run, portal.meaning(), portal.columns());
    }

    private boolean completed(String tag) throws WireException {
        Owed head = owed.peek();
        results.end();
        return switch (head) {
            case Owed.Executed(var portal) -> {
                owed.remove();
                if (portal.run() != null) {
                    running.completed(portal.run(), tag);
                    running.end(portal.run(), SessionAudit.Ending.COMPLETED, "");
                }
                if (portal.meaning() != null) {
                    apply(portal.meaning());
                }
                yield true;
            }
            case Owed.Queried(var meaning, var run) -> {
                if (run != null) {
                    running.completed(run, tag);
                    AnalyzedStatement current = statementOf(meaning.statements());
                    if (current != null) {
                        apply(current);
                    }
                    statement++;
                }
                yield true;
            }
            case null, default -> throw unexpected();
        };
    }

    private @Nullable AnalyzedStatement statementOf(List<AnalyzedStatement> statements) throws WireException {
        if (statement >= statements.size()) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "more results than statements");
        }
        return statements.get(statement);
    }

    /// The statement has run: its names are there, or gone.
    private void apply(AnalyzedStatement done) {
        table.apply(done);
        if (done.facts().administrative()) {
            listener.catalogueChanged();
        }
    }

    private boolean suspended() throws WireException {
        if (!(owed.poll() instanceof Owed.Executed)) {
            throw unexpected();
        }
        results.end();
        return true;
    }

    private boolean copyIn() throws WireException {
        if (owed.peek() instanceof Owed.Executed) {
            // The Sync behind it was read as part of the data, and ignored.
            owed.removeIf(reply -> reply instanceof Owed.Ready);
        } else if (!(owed.peek() instanceof Owed.Queried)) {
            throw unexpected();
        }
        CommandRun run = running();
        if (run != null) {
            results.copyIn(run);
        }
        listener.copyIn(true);
        return true;
    }

    private boolean copyOut(boolean binary, int columns) throws WireException {
        Owed head = owed.peek();
        CommandRun run = head == null ? null : head.run();
        AnalyzedStatement meaning = switch (head) {
            case Owed.Executed(var portal) -> portal.meaning();
            case Owed.Queried(var command, var _) -> statementOf(command.statements());
            case null, default -> throw unexpected();
        };
        if (run == null || results.isOpen()) {
            throw unexpected();
        }
        results.beginCopy(run, meaning, binary, columns);
        return true;
    }

    private boolean copyDone() throws WireException {
        if (!results.isOpen() || !(owed.peek() instanceof Owed.Executed || owed.peek() instanceof Owed.Queried)) {
            throw unexpected();
        }
        return true;
    }

    private boolean error(ReportFields report) {
        listener.copyIn(false);
        results.end();
        Owed head = owed.peek();
        if (head instanceof Owed.Refused(var answer)) {
            results.send(answer);
        } else {
            CommandRun run = head == null ? null : head.run();
            ReportFields shown = ReportFilter.shown(report, running.quotes());
            if (run != null) {
                running.record(run, RecordingLine.Kind.ERROR, shown.sqlState() + " " + shown.message());
                running.failed(run, report.sqlState());
            }
            results.send(new BackendMessage.ErrorResponse(shown));
        }
        skipped(report.sqlState());
        return false;
    }

    /// What the target ignores after an error is not owed any more, and what was to run there has not run.
    private void skipped(String sqlState) {
        while (!owed.isEmpty() && !(owed.peek() instanceof Owed.Ready)) {
            CommandRun run = owed.remove().run();
            if (run != null) {
                // Whoever failed first has ended already, and stays as it ended.
                running.failed(run, sqlState);
            }
        }
        skippingToSync = owed.isEmpty();
    }

    private boolean ready(TransactionStatus status) throws WireException {
        if (owed.peek() instanceof Owed.Queried(var _, var run)) {
            owed.remove();
            if (run != null) {
                running.end(run, SessionAudit.Ending.COMPLETED, "");
            }
        }
        if (!(owed.poll() instanceof Owed.Ready)) {
            throw unexpected();
        }
        statement = 0;
        skippingToSync = false;
        results.ready();
        if (status == TransactionStatus.IDLE) {
            table.closeAllPortals();
            running.transactionOver();
        }
        return true;
    }

    /// The session is over; so is everything that still ran.
    void abandon(SessionAudit.Ending ending) {
        owed.clear();
        running.endAll(ending);
    }

    private static WireException unexpected() {
        return new WireException(WireException.PROTOCOL_VIOLATION, "the target answered what nobody asked");
    }

    /// What the session does on the target's behalf.
    interface Listener {
        /// The target takes COPY data, or does not any more.
        void copyIn(boolean on);

        /// What is known of the target's catalogue may be wrong from now on.
        void catalogueChanged();
    }
}
