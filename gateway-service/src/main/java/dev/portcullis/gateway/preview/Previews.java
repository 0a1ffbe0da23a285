// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.PreviewTickets;
import dev.portcullis.gateway.preview.Preview.Plan;
import dev.portcullis.gateway.preview.Preview.Rows;
import dev.portcullis.gateway.preview.Preview.Sample;
import dev.portcullis.sql.SqlRefused;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// Makes previews: reads what is asked about, works out what can be shown of it, and looks, in the approver's name.
final class Previews {
    private final PendingApprovals approvals;
    private final Questions questions;
    private final PreviewTickets tickets;
    private final OwnListener listener;
    private final PreviewTurns turns;
    private final Duration statementTimeout;
    private final Clock clock;

    Previews(
            PendingApprovals approvals,
            Questions questions,
            PreviewTickets tickets,
            OwnListener listener,
            PreviewTurns turns,
            Duration statementTimeout,
            Clock clock) {
        this.approvals = approvals;
        this.questions = questions;
        this.tickets = tickets;
        this.listener = listener;
        this.turns = turns;
        this.statementTimeout = statementTimeout;
        this.clock = clock;
    }

    /// The preview of one approval. May block, for a bounded time.
    Preview of(String approvalId, Identity caller, String token, String clientAddress) {
        try (PreviewTurns.Turn _ = turns.take(caller)) {
            Approval approval = approvals.forDecisionBy(caller, token, approvalId);
            SqlFacts facts = Objects.requireNonNull(approval.facts());
            return look(approval, questions.about(approval, facts), token, clientAddress);
        } catch (SqlRefused e) {
            throw PreviewRefused.conflict("This command cannot be looked at: " + e.getMessage() + ".");
        }
    }

    private Preview look(Approval approval, Question question, String token, String clientAddress) {
        Instant at = clock.instant();
        if (question.statement() == null) {
            return new Preview(
                    approval.id(),
                    approval.digest(),
                    at,
                    Plan.none(question.why()),
                    Rows.none(question.why()),
                    Sample.NONE,
                    Preview.NOTE);
        }
        String label = "/* preview of approval " + approval.id() + " */ ";
        try (PreviewTickets.Ticket ticket = tickets.issue(token, clientAddress);
                PreviewSession session = PreviewSession.begin(
                        listener.connect(approval.connection(), ticket), label, statementTimeout)) {
            Look look = new Look(session, question);
            Plan plan = look.plan();
            Rows rows = plan.steps() == null ? Rows.none("Without a plan nobody counts.") : look.rows();
            Sample sample = rows.count() == null ? Sample.NONE : look.sample();
            return new Preview(
                    approval.id(),
                    approval.digest(),
                    at,
                    plan,
                    rows.count() == null ? rows : rows.doubted(look.atTheTarget()),
                    sample,
                    Preview.NOTE);
        } catch (SQLException e) {
            throw Trouble.refusal(e);
        }
    }
}
