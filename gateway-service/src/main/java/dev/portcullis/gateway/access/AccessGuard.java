// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.CommandDigest;
import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.ToolFacts;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.identity.Identity;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Judges each command of a session: decide, hold, consume, record, grant. Protocols word what it says; they
/// never decide.
public final class AccessGuard {
    private static final Logger log = LoggerFactory.getLogger(AccessGuard.class);

    private static final Refusal NOT_IN_A_PREVIEW =
            new Refusal.NotSupported("a preview of what is not sure to do nothing but read");

    private final Policies policies;
    private final Approvals approvals;
    private final Clock clock;
    private final CommandRates rates;

    public AccessGuard(Policies policies, Approvals approvals, Clock clock) {
        this.policies = policies;
        this.approvals = approvals;
        this.clock = clock;
        this.rates = new CommandRates(clock);
    }

    /// The verdict that an earlier, equal question already settled; null if policy has to be asked. Never
    /// blocks: this is the hot path.
    public @Nullable Verdict known(GatewaySession session, CommandRequest command) {
        if (isOver(session)) {
            return new Verdict.Refused(command, over(session));
        }
        if (!session.purpose().admits(command)) {
            return new Verdict.Refused(command, NOT_IN_A_PREVIEW);
        }
        Decision decision = policies.known(session.decisionKey(), command.factsDigest());
        if (decision == null) {
            return null;
        }
        return switch (decision.outcome()) {
            case ALLOW -> new Verdict.Allowed(command, decision, null);
            case DENY -> new Verdict.Refused(command, UnreadBody.denied(session, command, decision));
            case HOLD -> null;
        };
    }

    /// Judges a command, waiting for people where policy says so. Blocks: to be called on a virtual thread.
    ///
    /// A failed look-up closes the gate; it never opens it.
    public Verdict judge(GatewaySession session, CommandRequest command, Holding holding) {
        try {
            if (isOver(session)) {
                return new Verdict.Refused(command, over(session));
            }
            if (!session.purpose().admits(command)) {
                return new Verdict.Refused(command, NOT_IN_A_PREVIEW);
            }
            Decision decision = decide(session, command);
            return switch (decision.outcome()) {
                case ALLOW -> new Verdict.Allowed(command, decision, null);
                case DENY -> new Verdict.Refused(command, UnreadBody.denied(session, command, decision));
                case HOLD ->
                    switch (session.purpose()) {
                        case WORK -> {
                            Refusal unread = UnreadBody.held(session, command);
                            yield unread == null
                                    ? hold(session, command, decision, holding)
                                    : new Verdict.Refused(command, unread);
                        }
                        // Who looks at one question must not put another.
                        case PREVIEW -> new Verdict.Refused(command, new Refusal.NotPermitted(decision.reasons()));
                    };
            };
        } catch (DependencyUnavailable e) {
            return undecided(session, command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Verdict.Refused(command, new Refusal.SessionOver("the gateway stops"));
        }
    }

    /// Looks once more at what was allowed some time ago and is let out only now: as the session and policy
    /// are now, with all that was let out since. What people approved stays approved, unless policy denies it
    /// by now. Blocks: to be called on a virtual thread.
    public Verdict again(GatewaySession session, Verdict.Allowed allowed, Holding holding) {
        CommandRequest command = allowed.command();
        Verdict known = known(session, command);
        if (allowed.approvalId() == null) {
            return known == null ? judge(session, command, holding) : known;
        }
        if (known instanceof Verdict.Refused) {
            return known;
        }
        try {
            Decision today = decide(session, command);
            return switch (today.outcome()) {
                case DENY -> new Verdict.Refused(command, new Refusal.NotPermitted(today.reasons()));
                case ALLOW, HOLD -> new Verdict.Allowed(command, today, allowed.approvalId());
            };
        } catch (DependencyUnavailable e) {
            return undecided(session, command, e);
        }
    }

    /// What policy says of a part of a command that runs nothing yet, or not more than was judged: the
    /// refusal if it would be denied as things are. A command that would be held may be prepared; it is
    /// judged when it is to run. Blocks: to be called on a virtual thread.
    public Optional<Refusal> foresee(GatewaySession session, CommandRequest command) {
        return foresee(session, command, policies::decide);
    }

    /// As [#foresee], of a statement that is prepared to be run by other commands. Blocks: to be called
    /// on a virtual thread.
    public Optional<Refusal> foreseeAlone(GatewaySession session, CommandRequest command) {
        return foresee(session, command, policies::foresee);
    }

    private Optional<Refusal> foresee(GatewaySession session, CommandRequest command, Question question) {
        try {
            if (isOver(session)) {
                return Optional.of(over(session));
            }
            if (!session.purpose().admits(command)) {
                return Optional.of(NOT_IN_A_PREVIEW);
            }
            Decision decision = ask(session, command, question);
            return switch (decision.outcome()) {
                case DENY -> Optional.of(new Refusal.NotPermitted(decision.reasons()));
                case ALLOW, HOLD -> Optional.empty();
            };
        } catch (DependencyUnavailable e) {
            log.atWarn()
                    .addKeyValue("session", session.id())
                    .addKeyValue("command", command.id())
                    .addKeyValue("dependency", e.dependency())
                    .addKeyValue("cause", e.getMessage())
                    .log("no decision");
            return Optional.of(new Refusal.Unavailable(e.dependency()));
        }
    }

    /// Records the intent to forward these commands and, once that is durable, grants them all. Never blocks;
    /// the answer comes on the journal's thread, or at once where policy lets no more commands pass for now or the
    /// recording has no room for them.
    public void permit(GatewaySession session, List<Verdict.Allowed> allowed, Permission permission) {
        Refusal refusal = CommandRecording.refusal(session.audit().recording(), allowed);
        if (refusal == null) {
            refusal = rates.take(session, allowed);
        }
        if (refusal != null) {
            permission.refused(refusal);
            return;
        }
        session.audit().intend(allowed, new AuditLog.Durable() {
            @Override
            public void reached() {
                List<Grant> grants = new ArrayList<>(allowed.size());
                for (Verdict.Allowed one : allowed) {
                    grants.add(new Grant(one));
                }
                permission.granted(grants);
            }

            @Override
            public void failed(Throwable cause) {
                log.atError()
                        .setCause(cause)
                        .addKeyValue("session", session.id())
                        .log("intent not durable");
                permission.refused(new Refusal.Unavailable(Refusal.Dependency.AUDIT));
            }
        });
    }

    private static Verdict undecided(GatewaySession session, CommandRequest command, DependencyUnavailable cause) {
        log.atWarn()
                .addKeyValue("session", session.id())
                .addKeyValue("command", command.id())
                .addKeyValue("dependency", cause.dependency())
                .addKeyValue("cause", cause.getMessage())
                .log("no decision");
        return new Verdict.Refused(command, new Refusal.Unavailable(cause.dependency()));
    }

    private Verdict hold(GatewaySession session, CommandRequest command, Decision decision, Holding holding)
            throws DependencyUnavailable, InterruptedException {
        Approval approval = approvals.file(request(session, command, decision));
        session.audit().held(command, decision, approval.id());
        holding.held(approval);
        CompletableFuture<Approvals.Answer> answer = approvals.answer(approval);
        CompletableFuture<Refusal> calledOff = holding.calledOff();
        try {
            CompletableFuture.anyOf(answer, calledOff).get();
        } catch (ExecutionException e) {
            approvals.withdraw(approval);
            throw new DependencyUnavailable(Refusal.Dependency.APPROVAL, "the wait for an answer failed", e);
        } catch (InterruptedException e) {
            approvals.withdraw(approval);
            throw e;
        }
        if (calledOff.isDone()) {
            answer.cancel(false);
            approvals.withdraw(approval);
            return new Verdict.Refused(command, calledOff.resultNow());
        }
        try {
            return settle(session, command, decision, approval, answer.resultNow());
        } catch (DependencyUnavailable e) {
            // It is refused now, and must not look as if it still might run.
            approvals.withdraw(approval);
            throw e;
        }
    }

    private Verdict settle(
            GatewaySession session,
            CommandRequest command,
            Decision decision,
            Approval approval,
            Approvals.Answer answer)
            throws DependencyUnavailable {
        return switch (answer.state()) {
            case APPROVED -> consume(session, command, decision, approval);
            case REJECTED ->
                new Verdict.Refused(command, new Refusal.Rejected(approval.id(), answer.by(), answer.reason()));
            case PENDING, CONSUMED, EXPIRED, WITHDRAWN ->
                new Verdict.Refused(command, new Refusal.HoldEnded(approval.id(), answer.state()));
        };
    }

    /// People said yes some time ago; token, grant and policy must say so now.
    private Verdict consume(GatewaySession session, CommandRequest command, Decision held, Approval approval)
            throws DependencyUnavailable {
        if (isOver(session)) {
            approvals.withdraw(approval);
            return new Verdict.Refused(command, over(session));
        }
        Decision today = decide(session, command);
        switch (today.outcome()) {
            case DENY -> {
                approvals.withdraw(approval);
                return new Verdict.Refused(command, new Refusal.NotPermitted(today.reasons()));
            }
            case HOLD -> {
                if (!Objects.equals(quorum(today), quorum(held))) {
                    approvals.withdraw(approval);
                    return new Verdict.Refused(command, new Refusal.HoldEnded(approval.id(), ApprovalState.WITHDRAWN));
                }
            }
            case ALLOW -> {
                // Policy no longer asks for people, but these people were asked: their approval is used up all the
                // same.
            }
        }
        if (!approvals.consume(
                approval.id(),
                digest(session, command, held),
                session.id(),
                session.identity().subject())) {
            return new Verdict.Refused(command, new Refusal.HoldEnded(approval.id(), ApprovalState.CONSUMED));
        }
        return new Verdict.Allowed(command, today, approval.id());
    }

    private Decision decide(GatewaySession session, CommandRequest command) throws DependencyUnavailable {
        return ask(session, command, policies::decide);
    }

    private Decision ask(GatewaySession session, CommandRequest command, Question question)
            throws DependencyUnavailable {
        DecisionRequest request = new DecisionRequest(
                session.connection().name(),
                session.identity(),
                session.reference(),
                session.history(),
                Command.of(command.id(), command.facts()),
                clock.instant());
        return question.ask(request, session.decisionKey(), command.factsDigest());
    }

    private static ApprovalRequest request(GatewaySession session, CommandRequest command, Decision decision) {
        Decision.ApprovalTerms terms = Objects.requireNonNull(decision.approval());
        return new ApprovalRequest(
                command.id(),
                digest(session, command, decision),
                session.connection().name(),
                session.id(),
                session.identity(),
                command.text(),
                command.parameters(),
                sqlFacts(command),
                decision.reasons(),
                terms.quorum(),
                terms.ttlSeconds(),
                decision.policyVersion(),
                decision.risk());
    }

    /// Approvers of an HTTP request or a tool call read the request or the call itself.
    private static @Nullable SqlFacts sqlFacts(CommandRequest command) {
        return switch (command.facts()) {
            case SqlFacts sql -> sql;
            case HttpFacts _, ToolFacts _ -> null;
        };
    }

    /// The digest of what people were asked about: with the policy version that asked them, not today's.
    private static String digest(GatewaySession session, CommandRequest command, Decision held) {
        Identity identity = session.identity();
        String digest = CommandDigest.of(
                identity.subject(),
                identity.issuer(),
                session.id(),
                session.connection().name(),
                command.text(),
                command.parameters());
        return ApprovalDigest.of(digest, sqlFacts(command), held.policyVersion());
    }

    private static @Nullable String quorum(Decision decision) {
        Decision.ApprovalTerms terms = decision.approval();
        return terms == null ? null : terms.quorum();
    }

    private boolean isOver(GatewaySession session) {
        return session.over(clock.instant()).isPresent();
    }

    private Refusal over(GatewaySession session) {
        // A clock that was put back between two looks does not open what was over at the first.
        return session.over(clock.instant()).orElseGet(() -> new Refusal.SessionOver("the session is over"));
    }

    private interface Question {
        Decision ask(DecisionRequest request, String subjectKey, String factsDigest) throws DependencyUnavailable;
    }

    /// The answer to [#permit].
    public interface Permission {
        /// Everything is on durable record: forward. One grant per command, in order.
        void granted(List<Grant> grants);

        /// The record could not be made durable, or these are too many: forward nothing.
        void refused(Refusal refusal);
    }
}
