// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.CommandRecording;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Obstacles;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.Verdict;
import dev.portcullis.sql.AnalyzedCommand;
import dev.portcullis.sql.AnalyzedStatement;
import dev.portcullis.sql.CopyOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Has every command of a unit judged before anything of the unit is forwarded. What is known already is
/// answered on the spot; everything else waits on a thread that may.
final class UnitJudge {
    private final AccessGuard guard;
    private final GatewaySession session;
    private final Masking masking;
    private final SearchPath searchPath;
    private final Executor blocking;
    private final Executor loop;
    private final Function<CommandRequest, HoldOnClient> holds;

    /// @param loop where the answer is wanted
    /// @param holds makes the client's side of a possible hold
    UnitJudge(
            AccessGuard guard,
            GatewaySession session,
            Masking masking,
            SearchPath searchPath,
            Executor blocking,
            Executor loop,
            Function<CommandRequest, HoldOnClient> holds) {
        this.guard = guard;
        this.session = session;
        this.masking = masking;
        this.searchPath = searchPath;
        this.blocking = blocking;
        this.loop = loop;
        this.holds = holds;
    }

    /// Answers on the event loop, and at once if everything is known.
    void judge(List<Step> steps, Answer answer) {
        Judgement judgement = new Judgement(steps);
        if (judgement.advance(false)) {
            answer.judged(judgement.judged, judgement.allowed);
            return;
        }
        blocking.execute(() -> {
            try {
                judgement.advance(true);
            } catch (RuntimeException | Error e) {
                loop.execute(() -> answer.failed(e, judgement.allowedByNow()));
                return;
            }
            loop.execute(() -> answer.judged(judgement.judged, judgement.allowed));
        });
    }

    /// What became of a unit's steps: commands that are refused have become refusals, and what comes after
    /// them is gone.
    interface Answer {
        /// Told once.
        ///
        /// @param allowed one for each [Step.Run] that is left, in order
        void judged(List<Step> steps, List<Verdict.Allowed> allowed);

        /// Told instead: what became of them nobody knows.
        ///
        /// @param allowed what was allowed of them before that
        void failed(Throwable cause, List<Verdict.Allowed> allowed);
    }

    private final class Judgement {
        private final List<Step> steps;
        private final List<Step> judged = new ArrayList<>();
        private final List<Verdict.Allowed> allowed = new ArrayList<>();
        private Verdict.@Nullable Allowed underWay;
        private int next;
        private boolean refused;

        Judgement(List<Step> steps) {
            this.steps = steps;
        }

        /// What was allowed, also of the command that something unforeseen came between.
        List<Verdict.Allowed> allowedByNow() {
            if (underWay == null || allowed.contains(underWay)) {
                return allowed;
            }
            List<Verdict.Allowed> all = new ArrayList<>(allowed);
            all.add(underWay);
            return all;
        }

        /// Goes on as far as possible; false if that is not the end, because somebody has to be asked.
        boolean advance(boolean mayBlock) {
            for (; next < steps.size(); next++) {
                Step step = steps.get(next);
                boolean done = switch (step) {
                    case Step.Run run -> refused || run(run, mayBlock);
                    case Step.Prepare prepare ->
                        refused || foreseen(step, prepare.command(), prepare.alone(), mayBlock);
                    case Step.Execute execute -> refused || foreseen(step, execute.again(), false, mayBlock);
                    case Step.Refuse refuse -> {
                        if (!refused) {
                            refuse(refuse);
                        }
                        yield true;
                    }
                    case Step.Relay relay -> {
                        // After a refusal only what ends the unit goes on: the target skips the rest as well.
                        if (!refused || relay.owed() == null || relay.owed() instanceof Owed.Ready) {
                            judged.add(relay);
                        }
                        yield true;
                    }
                };
                if (!done) {
                    return false;
                }
            }
            return true;
        }

        private boolean run(Step.Run run, boolean mayBlock) {
            Verdict verdict = guard.known(session, run.command());
            if (verdict == null && mayBlock) {
                verdict = ask(run.command());
            }
            if (verdict == null || !isPrepared(verdict, mayBlock)) {
                return false;
            }
            switch (verdict) {
                case Verdict.Allowed allow -> {
                    underWay = allow;
                    Refusal obstacle = obstacle(allow.decision().obligations(), run.meaning());
                    if (obstacle == null) {
                        judged.add(run);
                        allowed.add(allow);
                    } else {
                        refuse(Step.Refuse.of(
                                obstacle, run.command(), run.command().text()));
                    }
                    underWay = null;
                }
                case Verdict.Refused(var command, var refusal) ->
                    refuse(Step.Refuse.of(refusal, command, command.text()));
            }
            return true;
        }

        private boolean isPrepared(Verdict verdict, boolean mayBlock) {
            return mayBlock
                    || !(verdict instanceof Verdict.Allowed allow)
                    || masking.isPrepared(allow.decision().obligations());
        }

        private Verdict ask(CommandRequest command) {
            HoldOnClient hold = holds.apply(command);
            try {
                Verdict verdict = guard.judge(session, command, hold);
                // Cancelled while policy was asked: too late to withdraw anything, but not to stop.
                return hold.calledOff().isDone() && verdict instanceof Verdict.Allowed
                        ? new Verdict.Refused(command, hold.calledOff().resultNow())
                        : verdict;
            } finally {
                loop.execute(hold::ended);
            }
        }

        private boolean foreseen(Step step, @Nullable CommandRequest command, boolean alone, boolean mayBlock) {
            if (command == null) {
                judged.add(step);
                return true;
            }
            Verdict verdict = guard.known(session, command);
            if (verdict == null && !mayBlock) {
                return false;
            }
            Refusal refusal = switch (verdict) {
                case null -> foreseen(command, alone).orElse(null);
                case Verdict.Allowed _ -> null;
                case Verdict.Refused(var _, var why) -> why;
            };
            if (refusal == null) {
                judged.add(step);
            } else {
                refuse(Step.Refuse.of(refusal, command, command.text()));
            }
            return true;
        }

        private Optional<Refusal> foreseen(CommandRequest command, boolean alone) {
            return alone ? guard.foreseeAlone(session, command) : guard.foresee(session, command);
        }

        private void refuse(Step.Refuse refuse) {
            judged.add(refuse);
            refused = true;
        }
    }

    /// Allowed, but the gateway cannot keep what the permission depends on.
    private @Nullable Refusal obstacle(Obligations obligations, AnalyzedCommand meaning) {
        try {
            masking.prepare(obligations);
        } catch (IllegalArgumentException e) {
            // A mask that cannot be made must not be left out.
            return new Refusal.NotSupported(String.valueOf(e.getMessage()));
        }
        if (obligations.readOnly() && !meaning.facts().readOnly()) {
            return new Refusal.NotSupported("a command that does more than read, where policy allows only reading");
        }
        Refusal obstacle = Obstacles.to(obligations, session.connection());
        if (obstacle != null) {
            return obstacle;
        }
        for (AnalyzedStatement statement : meaning.statements()) {
            if (ReportedParameters.changesReading(statement)) {
                return new Refusal.NotSupported("changing how the target reads commands or finds names");
            }
            CopyOut copy = statement.copyOut();
            if ((statement.copyIn() || copy != null)
                    && CommandRecording.isStrict(session.audit().recording(), obligations)) {
                return new Refusal.NotSupported(
                        "COPY, whose data is not recorded, where policy lets nothing pass unrecorded");
            }
            if (copy != null && copy.format() == CopyOut.Format.UNKNOWN && masking.applies(obligations, statement)) {
                return new Refusal.NotSupported("these options of COPY where values have to be masked");
            }
        }
        return searchPath.running(meaning);
    }
}
