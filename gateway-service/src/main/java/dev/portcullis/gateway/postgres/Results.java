// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.gateway.access.CommandRecording;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionRecording;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.CopyDataWriter;
import dev.portcullis.postgres.wire.DataRowCursor;
import dev.portcullis.postgres.wire.DataRowWriter;
import dev.portcullis.postgres.wire.WireException;
import dev.portcullis.postgres.wire.WireWriter;
import dev.portcullis.sql.AnalyzedStatement;
import dev.portcullis.sql.CopyOut;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The rows of the result that is coming in: masked as planned, counted, recorded as the client sees them.
final class Results {
    private static final int BATCH = 32 << 10;
    private static final String COPY_DATA = "the data of COPY";

    private final GatewaySession session;
    private final SessionRecording recording;
    private final Masking masking;
    private final ClientOutput out;
    private final Runnable stopTarget;
    private final Consumer<Refusal.RecordingFull> endSession;
    private final DataRowCursor cursor = new DataRowCursor();
    private final WireWriter masked = new WireWriter();
    private final DataRowWriter rows = new DataRowWriter(masked);
    private final CopyDataWriter copied = new CopyDataWriter(masked);
    private @Nullable CommandRun run;
    private @Nullable CommandRecording answer;
    private RowPlan plan = RowPlan.PASS;
    /// Null while the result is one of rows.
    private @Nullable CopyPlan copy;

    private Runnable flushPassed = () -> {};
    private List<BackendMessage.Field> fields = List.of();
    /// Everything up to the next ReadyForQuery is kept from the client, which has had its error.
    private boolean swallowing;
    /// The session is about to end: nothing goes to the client any more but its last words.
    private boolean ending;

    /// @param stopTarget cancels what the target runs
    /// @param endSession ends the session, later on the event loop
    Results(
            GatewaySession session,
            Masking masking,
            ClientOutput out,
            Runnable stopTarget,
            Consumer<Refusal.RecordingFull> endSession) {
        this.session = session;
        this.recording = session.audit().recording();
        this.masking = masking;
        this.out = out;
        this.stopTarget = stopTarget;
        this.endSession = endSession;
    }

    /// @param flush writes to the client what it gets as it is and has not been written yet: whatever the gateway says
    ///     itself comes behind that
    void flushPassedBy(Runnable flush) {
        flushPassed = flush;
    }

    /// A result begins.
    ///
    /// @param columns what the target says it returns; null if it was not asked, which only does where nothing
    ///     is masked
    void begin(CommandRun command, @Nullable AnalyzedStatement meaning, @Nullable List<BackendMessage.Field> columns)
            throws WireException {
        if (columns == null && !command.obligations().masks().isEmpty()) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "rows without a description");
        }
        open(command);
        fields = columns == null ? List.of() : columns;
        if (Masking.contradicts(meaning, fields)) {
            throw new WireException(
                    WireException.PROTOCOL_VIOLATION, "the result comes from other columns than the statement says");
        }
        copy = null;
        plan = masking.plan(
                command.obligations(), meaning, fields, session.identity().subject());
        command.masked(plan.masked());
        recording.line(
                RecordingLine.Kind.COLUMNS,
                command.command().id(),
                new ArrayList<>(fields.stream().map(BackendMessage.Field::name).toList()));
    }

    /// COPY data begins, which runs only where it need not be recorded.
    ///
    /// @param columns the number of columns, as the target says
    void beginCopy(CommandRun command, @Nullable AnalyzedStatement meaning, boolean binary, int columns)
            throws WireException {
        unrecorded(open(command));
        CopyOut how = meaning == null ? null : meaning.copyOut();
        plan = RowPlan.PASS;
        copy = CopyPlan.passing(binary, how != null && how.header());
        fields = List.of();
        if (command.obligations().masks().isEmpty()) {
            return;
        }
        if (how == null || binary != (how.format() == CopyOut.Format.BINARY)) {
            throw new WireException(
                    WireException.PROTOCOL_VIOLATION, "COPY data comes in another way than the statement says");
        }
        RowPlan masks = masking.plan(
                command.obligations(),
                meaning,
                copied(how, binary, columns),
                session.identity().subject());
        command.masked(masks.masked());
        if (!masks.passes()) {
            copy = CopyPlan.of(how, masks.masks());
        }
    }

    private static List<BackendMessage.Field> copied(CopyOut how, boolean binary, int columns) {
        List<BackendMessage.Field> copied = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            int type = how.types().size() == columns ? (int) how.type(i) : 0;
            copied.add(new BackendMessage.Field("column" + (i + 1), 0, (short) 0, type, (short) -1, -1, binary));
        }
        return copied;
    }

    /// One piece of COPY data. True if the client gets it as it is.
    boolean copyData(ByteBuffer body) throws WireException {
        CommandRun command = run;
        CopyPlan pieces = copy;
        if (command == null || pieces == null) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "COPY data without a COPY");
        }
        if (swallowing) {
            return false;
        }
        boolean isRow = pieces.isRow(body);
        if (isRow && command.isAtLimit()) {
            stop(command);
            return false;
        }
        command.returned(isRow ? 1 : 0, body.remaining());
        if (pieces.passes()) {
            pieces.pass(body);
            return true;
        }
        pieces.write(body, copied);
        if (masked.written().remaining() >= BATCH) {
            flushRows();
        }
        return false;
    }

    /// Whether what comes next is not just passed on: what goes before it then has to be on its way.
    boolean speaks() {
        return run == null || !passes() || run.isAtLimit();
    }

    private boolean passes() {
        return plan.passes() && (copy == null || copy.passes());
    }

    /// The target takes COPY data, which runs only where it need not be recorded.
    void copyIn(CommandRun command) throws WireException {
        unrecorded(recording(command));
    }

    /// It was refused before it ran where this is not let pass; no data goes by should it have come all the same.
    private static void unrecorded(CommandRecording recorded) throws WireException {
        if (recorded.unrecorded(COPY_DATA) != null) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "COPY data that has to be recorded");
        }
    }

    private CommandRecording open(CommandRun command) {
        CommandRecording recorded = recording(command);
        run = command;
        answer = recorded;
        return recorded;
    }

    private CommandRecording recording(CommandRun command) {
        return new CommandRecording(recording, command.command().id(), command.obligations());
    }

    boolean isOpen() {
        return run != null;
    }

    void end() {
        run = null;
        answer = null;
    }

    /// The client is told ready: whatever it was kept from is over.
    void ready() {
        swallowing = ending;
        // Most sessions are idle most of the time.
        flushRows();
        masked.release();
    }

    boolean isSwallowing() {
        return swallowing;
    }

    /// Whether rows may go to the client before they have arrived whole.
    ///
    /// @param tooLong it is longer than the gateway holds: then it goes with a mark in the recording, if policy
    ///     lets it
    boolean canStream(boolean tooLong) {
        if (swallowing || run == null || !passes() || run.isLimited()) {
            return false;
        }
        if (!recording.wantsRows(run.command().id())) {
            return true;
        }
        if (!tooLong || CommandRecording.isStrict(recording, run.obligations())) {
            return false;
        }
        recording.line(
                RecordingLine.Kind.TRUNCATED,
                run.command().id(),
                List.of("a row that is longer than the gateway holds is not recorded"));
        return true;
    }

    /// One row. True if the client gets it as it is.
    boolean row(ByteBuffer body) throws WireException {
        CommandRun command = run;
        CommandRecording recorded = answer;
        if (command == null || recorded == null || copy != null) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "a row without a result");
        }
        if (swallowing) {
            return false;
        }
        if (command.isAtLimit()) {
            stop(command);
            return false;
        }
        boolean wanted = recorded.wantsRows();
        if (plan.passes() && !wanted) {
            command.returned(1, body.remaining());
            return true;
        }
        int before = masked.length();
        List<@Nullable String> values = new ArrayList<>();
        RowPlan.RowTap tap = wanted ? (column, value) -> values.add(text(column, value)) : (_, _) -> {};
        cursor.reset(body);
        if (plan.passes()) {
            while (cursor.next()) {
                tap.value(cursor.column(), cursor.value());
            }
        } else {
            plan.write(cursor, rows, tap);
        }
        Refusal.RecordingFull full = wanted ? recorded.row(values) : null;
        if (full != null) {
            masked.cutBackTo(before);
            stop(command, full);
            return false;
        }
        command.returned(1, body.remaining());
        if (masked.written().remaining() >= BATCH) {
            flushRows();
        }
        return plan.passes();
    }

    void streamed(int bytes) {
        if (run != null) {
            run.returned(0, bytes);
        }
    }

    /// A row, or a piece of COPY data, begins that goes to the client as it arrives.
    ///
    /// @param beginning as much of it as has arrived, of COPY data at least what frames it
    void streams(boolean copyData, ByteBuffer beginning) throws WireException {
        CopyPlan pieces = copy;
        if (run == null || copyData != (pieces != null)) {
            throw new WireException(
                    WireException.PROTOCOL_VIOLATION, "rows where COPY data was announced, or otherwise");
        }
        if (pieces == null || pieces.passRow(beginning)) {
            run.returned(1, 0);
        }
    }

    private void stop(CommandRun command) {
        send(PostgresRefusals.resultLimit(command.obligations()));
        swallowing = true;
        stopTarget.run();
    }

    /// On record before the client hears of it, as everything.
    private void stop(CommandRun command, Refusal.RecordingFull full) {
        BackendMessage.ErrorResponse error = PostgresRefusals.error(full);
        command.cutShort(error.fields().sqlState());
        recording.line(
                RecordingLine.Kind.REFUSED,
                command.command().id(),
                List.of(error.fields().message()));
        if (full.endsSession()) {
            ending = true;
            endSession.accept(full);
        } else {
            send(error);
            stopTarget.run();
        }
        swallowing = true;
    }

    private @Nullable String text(int column, @Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        boolean binary = column < fields.size() && fields.get(column).binary();
        return binary
                ? BinaryValues.text(value, fields.get(column).typeOid())
                : StandardCharsets.UTF_8.decode(value.slice()).toString();
    }

    /// A message of the gateway's own, in its place among what the target sends.
    void send(BackendMessage message) {
        if (!swallowing) {
            flushPassed.run();
            flushRows();
            out.send(message);
        }
    }

    /// To be called before anything else is written to the client.
    void flushRows() {
        ByteBuffer written = masked.written();
        if (written.hasRemaining()) {
            out.relay(Unpooled.copiedBuffer(written));
            masked.clear();
        }
    }
}
