// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.SessionAudit;
import java.util.ArrayList;
import java.util.List;

/// One command from its forward to its end. Its outcome is recorded once, whatever ends it first.
final class CommandRun {
    private final SessionAudit audit;
    private final CommandRequest command;
    private Obligations obligations = Obligations.NONE;
    private long startedAt;
    private final List<String> masked = new ArrayList<>();
    private String tag = "";
    private long rows;
    private long bytes;
    private String cutShort = "";
    private boolean over;

    CommandRun(SessionAudit audit, CommandRequest command) {
        this.audit = audit;
        this.command = command;
    }

    /// It is about to be forwarded, under these obligations.
    void start(Obligations granted, long now) {
        obligations = granted;
        startedAt = now;
    }

    CommandRequest command() {
        return command;
    }

    Obligations obligations() {
        return obligations;
    }

    /// What errors and notices may quote that this identity may not see.
    ReportFilter.Quotes quotes() {
        if (obligations.masks().isEmpty()) {
            return ReportFilter.Quotes.NOTHING;
        }
        return switch (command.facts()) {
            case SqlFacts sql
            when sql.classifications().isEmpty() ->
                sql.writes() ? ReportFilter.Quotes.CHANGED_ROWS : ReportFilter.Quotes.NOTHING;
            case SqlFacts _, HttpFacts _, ToolFacts _ -> ReportFilter.Quotes.ANYTHING;
        };
    }

    /// Whether the client has been given all the rows it may have.
    boolean isAtLimit() {
        Long rowLimit = obligations.rowLimit();
        Long byteLimit = obligations.byteLimit();
        return (rowLimit != null && rows >= rowLimit) || (byteLimit != null && bytes >= byteLimit);
    }

    /// Whether a result may have to be ended before it is whole.
    boolean isLimited() {
        return obligations.rowLimit() != null || obligations.byteLimit() != null;
    }

    long rows() {
        return rows;
    }

    void returned(int rowCount, long byteCount) {
        rows += rowCount;
        bytes += byteCount;
    }

    void masked(List<String> columns) {
        for (String column : columns) {
            if (!masked.contains(column)) {
                masked.add(column);
            }
        }
    }

    void completed(String completionTag) {
        tag = completionTag;
    }

    /// The gateway has ended it; whatever the target says of that, this is why.
    void cutShort(String errorCode) {
        cutShort = errorCode;
    }

    boolean isOver() {
        return over;
    }

    void end(SessionAudit.Ending ending, String errorCode, long now) {
        if (over) {
            return;
        }
        over = true;
        audit.outcome(new SessionAudit.Outcome(
                command.id(),
                ending,
                tag,
                rows,
                bytes,
                now - startedAt,
                cutShort.isEmpty() ? errorCode : cutShort,
                List.copyOf(masked)));
    }
}
