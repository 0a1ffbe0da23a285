// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.gateway.access.GatewaySession;
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
import org.jspecify.annotations.Nullable;

/// The rows of the result that is coming in: masked as planned, counted, recorded as the client sees them.
final class Results {
    private static final int BATCH = 32 << 10;

    private final GatewaySession session;
    private final SessionRecording recording;
    private final Masking masking;
    private final ClientOutput out;
    private final Runnable stopTarget;
    private final DataRowCursor cursor = new DataRowCursor();
    private final WireWriter masked = new WireWriter();
    private final DataRowWriter rows = new DataRowWriter(masked);
    private @Nullable CommandRun run;
    private final CopyDataWriter copied = new CopyDataWriter(masked);
    private RowPlan plan = RowPlan.PASS;
    private CopyPlan copy = CopyPlan.PASS;
    private List<BackendMessage.Field> fields = List.of();
    /// Everything up to the next ReadyForQuery is kept from the client, which has had its error.
    private boolean swallowing;

    /// @param stopTarget cancels what the target runs
    Results(GatewaySession session, Masking masking, ClientOutput out, Runnable stopTarget) {
        this.session = session;
        this.recording = session.audit().recording();
        this.masking = masking;
        this.out = out;
        this.stopTarget = stopTarget;
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
        run = command;
        fields = columns == null ? List.of() : columns;
        if (Masking.contradicts(meaning, fields)) {
            throw new WireException(
                    WireException.PROTOCOL_VIOLATION, "the result comes from other columns than the statement says");
        }
        copy = CopyPlan.PASS;
        plan = masking.plan(
                command.obligations(), meaning, fields, session.identity().subject());
        command.masked(plan.masked());
        recording.line(
                RecordingLine.Kind.COLUMNS,
                command.command().id(),
                new ArrayList<>(fields.stream().map(BackendMessage.Field::name).toList()));
    }

    /// COPY data begins.
    ///
    /// @param columns the number of columns, as the target says
    void beginCopy(CommandRun command, @Nullable AnalyzedStatement meaning, boolean binary, int columns)
            throws WireException {
        run = command;
        plan = RowPlan.PASS;
        copy = CopyPlan.PASS;
        fields = List.of();
        if (command.obligations().masks().isEmpty()) {
            return;
        }
        CopyOut how = meaning == null ? null : meaning.copyOut();
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
        if (command == null) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "COPY data without a COPY");
        }
        if (swallowing) {
            return false;
        }
        if (command.isAtLimit()) {
            stop(command);
            return false;
        }
        if (copy.passes()) {
            // A piece is a row: so PostgreSQL sends them.
            command.returned(1, body.remaining());
            return true;
        }
        command.returned(copy.write(body, copied) ? 1 : 0, body.remaining());
        if (masked.written().remaining() >= BATCH) {
            flushRows();
        }
        return false;
    }

    /// Whether what comes next is not just passed on: what goes before it then has to be on its way.
    boolean speaks() {
        return run == null || !plan.passes() || !copy.passes() || run.isAtLimit();
    }

    boolean isOpen() {
        return run != null;
    }

    void end() {
        run = null;
    }

    /// The client is told ready: whatever it was kept from is over.
    void ready() {
        swallowing = false;
        // Most sessions are idle most of the time.
        flushRows();
        masked.release();
    }

    boolean isSwallowing() {
        return swallowing;
    }

    /// Whether rows may go to the client before they have arrived whole.
    ///
    /// @param tooLong it is longer than anybody may hold: then it goes without a place in the recording
    boolean canStream(boolean tooLong) {
        if (swallowing || run == null || !plan.passes() || !copy.passes() || run.isLimited()) {
            return false;
        }
        return tooLong || !recording.wantsRows(run.command().id());
    }

    /// One row. True if the client gets it as it is.
    boolean row(ByteBuffer body) throws WireException {
        CommandRun command = run;
        if (command == null) {
            throw new WireException(WireException.PROTOCOL_VIOLATION, "a row without a result");
        }
        if (swallowing) {
            return false;
        }
        if (command.isAtLimit()) {
            stop(command);
            return false;
        }
        boolean wanted = recording.wantsRows(command.command().id());
        command.returned(1, body.remaining());
        if (plan.passes() && !wanted) {
            return true;
        }
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
        if (wanted) {
            recording.row(command.command().id(), values);
        }
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

    void counted() {
        if (run != null) {
            run.returned(1, 0);
        }
    }

    private void stop(CommandRun command) {
        send(PostgresRefusals.resultLimit(command.obligations()));
        swallowing = true;
        stopTarget.run();
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
