// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.GatewaySession;
import dev.portcullis.gateway.access.Grant;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.Verdict;
import io.netty.channel.EventLoop;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one unit from the client to the target: planned, judged, recorded, forwarded. What has to wait (a
/// text that was not read yet, policy, people, the disk) waits elsewhere and comes back to the session's event
/// loop; when the session is over by then, nothing goes on.
final class UnitPipeline {
    private static final Logger log = LoggerFactory.getLogger(UnitPipeline.class);
    private static final Refusal CHANGED =
            new Refusal.NotUnderstood("its names stand for something else than when it was allowed", 0);

    private static final String BROKEN = "a command could not be judged";

    private final ListenerParts parts;
    private final GatewaySession session;
    private final Upstream upstream;
    private final StatementTable table;
    private final UnitSender sender;
    private final ClientOutput out;
    private final EventLoop loop;
    private final UnitJudge judge;
    private final Owner owner;
    private long commands;
    private boolean over;
    private @Nullable HoldOnClient hold;

    UnitPipeline(
            ListenerParts parts,
            GatewaySession session,
            Upstream upstream,
            StatementTable table,
            SearchPath searchPath,
            UnitSender sender,
            ClientOutput out,
            EventLoop loop,
            Owner owner) {
        this.parts = parts;
        this.session = session;
        this.upstream = upstream;
        this.table = table;
        this.sender = sender;
        this.out = out;
        this.loop = loop;
        this.judge =
                new UnitJudge(parts.guard(), session, parts.masking(), searchPath, parts.blocking(), loop, this::hold);
        this.owner = owner;
    }

    /// Starts a unit. The one before it must have been forwarded.
    void run(ClientUnit unit) {
        guarded(() -> plan(unit, 0), List.of());
    }

    /// Withdraws the hold that the unit waits for; false if it waits for none.
    boolean callOffHold(Refusal why) {
        if (hold == null) {
            return false;
        }
        hold.callOff(why);
        return true;
    }

    /// The session is over: nothing of the unit is forwarded any more.
    void stop(String why) {
        over = true;
        callOffHold(new Refusal.SessionOver(why));
    }

    private void plan(ClientUnit unit, int attempt) {
        plan(unit, attempt, parts.readings().current(session.connection().name()));
    }

    /// @param readings that hold, or were read for this plan just now; null for none
    private void plan(ClientUnit unit, int attempt, @Nullable TargetReadings readings) {
        if (readings == null) {
            read(unit, List.of(""), attempt);
            return;
        }
        UnitPlanner planner = new UnitPlanner(readings, table, session.audit(), this::nextCommandId);
        List<Step> steps = planner.plan(unit);
        if (!planner.unread().isEmpty()) {
            read(unit, List.copyOf(planner.unread()), attempt);
            return;
        }
        judge.judge(steps, new UnitJudge.Answer() {
            @Override
            public void judged(List<Step> judged, List<Verdict.Allowed> allowed) {
                guarded(() -> goOn(unit, attempt, planner, judged, allowed), allowed);
            }

            @Override
            public void failed(Throwable cause, List<Verdict.Allowed> allowed) {
                UnitPipeline.this.failed(cause, allowed);
            }
        });
    }

    private void goOn(
            ClientUnit unit, int attempt, UnitPlanner planner, List<Step> judged, List<Verdict.Allowed> allowed) {
        if (copiesMasked(judged, allowed)) {
            readAgain(unit, planner, attempt, allowed, () -> judged(unit, judged, allowed));
        } else {
            judged(unit, judged, allowed);
        }
    }

    /// Whatever goes wrong that nobody has foreseen, somebody waits for an answer to the unit.
    private void guarded(Runnable work, List<Verdict.Allowed> allowed) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            failed(e, allowed);
        }
    }

    /// Ends the session: nothing of the unit goes on, and what would come after it must not go before it.
    private void failed(Throwable cause, List<Verdict.Allowed> allowed) {
        log.atError()
                .setCause(cause)
                .addKeyValue("session", session.id())
                .log("session closed, a command could not be judged");
        if (!over) {
            try {
                allowed.forEach(one -> session.audit().refused(one.command(), new Refusal.SessionOver(BROKEN)));
            } finally {
                // What went wrong may be the record itself.
                owner.broken(BROKEN);
            }
        }
    }

    /// Whether COPY is to send what may have to be masked. What the reading says of its columns is what is in doubt.
    private static boolean copiesMasked(List<Step> judged, List<Verdict.Allowed> allowed) {
        Iterator<Verdict.Allowed> verdicts = allowed.iterator();
        for (Step step : judged) {
            if (step instanceof Step.Run run) {
                boolean masks =
                        !verdicts.next().decision().obligations().masks().isEmpty();
                if (masks && run.meaning().statements().stream().anyMatch(statement -> statement.copyOut() != null)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// COPY data does not say which columns it comes from, so its reading has to be that of this moment, whatever was
    /// waited for in between.
    ///
    /// @param unchanged run if the unit still means what it meant; else it is planned and judged anew
    private void readAgain(
            ClientUnit unit, UnitPlanner before, int attempt, List<Verdict.Allowed> allowed, Runnable unchanged) {
        if (hold == null) {
            // Nobody was asked, but the client may still call it off.
            hold = new HoldOnClient(
                    session,
                    allowed.getFirst().command(),
                    out,
                    loop,
                    parts.properties().holdReminder());
        }
        Source moment =
                () -> parts.readings().readAsOfNow(session.connection().name(), upstream.target(), before.texts());
        read(unit, moment, attempt, allowed, readings -> {
            UnitPlanner now = new UnitPlanner(readings, table, session.audit(), this::nextCommandId);
            now.plan(unit);
            if (now.meanings().equals(before.meanings())) {
                unchanged.run();
                return;
            }
            Refusal withdrawn = withdrawn();
            if (withdrawn != null) {
                refuse(unit, withdrawn, allowed);
                return;
            }
            hold = null;
            // It comes back under another id; what was approved as this one is used up.
            allowed.stream()
                    .filter(one -> one.approvalId() != null)
                    .forEach(one -> session.audit().refused(one.command(), CHANGED));
            plan(unit, attempt + 1, readings);
        });
    }

    /// Reads what has to be read, away from the event loop, and plans again.
    private void read(ClientUnit unit, List<String> texts, int attempt) {
        Source source = () -> parts.readings().read(session.connection().name(), upstream.target(), texts);
        read(unit, source, attempt, List.of(), readings -> plan(unit, attempt + 1, readings));
    }

    /// @param allowed what of the unit was allowed before
    private void read(
            ClientUnit unit, Source source, int attempt, List<Verdict.Allowed> allowed, Consumer<TargetReadings> then) {
        // Each round reads at least one more text of a bounded unit; a cache that forgets at once would not end.
        if (attempt > parts.properties().maxUnitMessages()) {
            refuse(unit, new Refusal.NotUnderstood("the command could not be read", 0), allowed);
            return;
        }
        parts.blocking().execute(() -> {
            try {
                TargetReadings readings = source.read();
                onLoop(
                        () -> {
                            if (!over) {
                                then.accept(readings);
                            }
                        },
                        allowed);
            } catch (DependencyUnavailable e) {
                log.atWarn().setCause(e).addKeyValue("session", session.id()).log("command not read");
                onLoop(() -> refuse(unit, new Refusal.Unavailable(e.dependency()), allowed), allowed);
            } catch (RuntimeException | Error e) {
                loop.execute(() -> failed(e, allowed));
            }
        });
    }

    private void onLoop(Runnable work, List<Verdict.Allowed> allowed) {
        loop.execute(() -> guarded(work, allowed));
    }

    /// Refuses the unit.
    ///
    /// @param allowed what of it was allowed before, each of which has this on record
    private void refuse(ClientUnit unit, Refusal refusal, List<Verdict.Allowed> allowed) {
        CommandRequest first = allowed.isEmpty() ? null : allowed.getFirst().command();
        Step.Refuse refused = Step.Refuse.of(refusal, first, first == null ? "" : first.text());
        ClientUnit.Item end = unit.items().getLast();
        List<Step> steps = UnitPlanner.isEnd(end) ? List.of(refused, UnitPlanner.end(end)) : List.of(refused);
        hold = null;
        if (over) {
            return;
        }
        forward(unit, steps, List.of());
        allowed.stream().skip(1).forEach(one -> session.audit().refused(one.command(), refusal));
    }

    /// Why whoever waited for the unit's hold does not want it any more; null if that is not so.
    private @Nullable Refusal withdrawn() {
        return hold != null && hold.calledOff().isDone() ? hold.calledOff().resultNow() : null;
    }

    private void judged(ClientUnit unit, List<Step> steps, List<Verdict.Allowed> allowed) {
        Refusal withdrawn = withdrawn();
        if (withdrawn != null && !allowed.isEmpty() && steps.stream().noneMatch(Step.Refuse.class::isInstance)) {
            // It was called off behind its approval, while something else was waited for.
            refuse(unit, withdrawn, allowed);
            return;
        }
        hold = null;
        if (over) {
            return;
        }
        if (allowed.isEmpty()) {
            forward(unit, steps, List.of());
            return;
        }
        parts.guard().permit(session, allowed, new AccessGuard.Permission() {
            @Override
            public void granted(List<Grant> grants) {
                onLoop(() -> forward(unit, steps, grants), List.of());
            }

            @Override
            public void refused(Refusal refusal) {
                onLoop(
                        () -> {
                            if (refusal instanceof Refusal.RecordingFull full && full.endsSession()) {
                                allowed.forEach(one -> session.audit().refused(one.command(), full));
                                owner.full(full);
                            } else {
                                refuse(unit, refusal, allowed);
                            }
                        },
                        List.of());
            }
        });
    }

    private void forward(ClientUnit unit, List<Step> steps, List<Grant> grants) {
        if (over) {
            sender.notForwarded(grants);
            return;
        }
        boolean sent = false;
        try {
            sender.send(unit, steps, grants);
            sent = true;
        } finally {
            if (!sent) {
                // Those that were used are owed an answer, and get their outcome with it.
                sender.notForwarded(
                        grants.stream().filter(grant -> !grant.isUsed()).toList());
            }
        }
        owner.forwarded();
    }

    private HoldOnClient hold(CommandRequest command) {
        HoldOnClient made =
                new HoldOnClient(session, command, out, loop, parts.properties().holdReminder());
        loop.execute(() -> {
            hold = made;
            if (over) {
                made.callOff(new Refusal.SessionOver("the client is gone"));
            }
        });
        return made;
    }

    /// What its session does for it. Called on the event loop.
    interface Owner {
        /// A unit, or what its judgement left of it, is on its way.
        void forwarded();

        /// Ends the session, later: its recording has no room.
        void full(Refusal.RecordingFull full);

        /// Ends the session: what became of its unit nobody knows.
        void broken(String why);
    }

    /// Where readings come from. Blocks.
    private interface Source {
        TargetReadings read() throws DependencyUnavailable;
    }

    private String nextCommandId() {
        return session.id() + "-" + ++commands;
    }
}
