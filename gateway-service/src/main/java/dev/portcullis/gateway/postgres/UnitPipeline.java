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
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one unit from the client to the target: planned, judged, recorded, forwarded. What has to wait (a text
/// that was not read yet, policy, people, the disk) waits elsewhere and comes back to the session's event loop; when
/// the
/// session is over by then, nothing goes on.
final class UnitPipeline {
    private static final Logger log = LoggerFactory.getLogger(UnitPipeline.class);

    private final ListenerParts parts;
    private final GatewaySession session;
    private final Upstream upstream;
    private final StatementTable table;
    private final UnitSender sender;
    private final ClientOutput out;
    private final EventLoop loop;
    private final UnitJudge judge;
    private final Runnable forwarded;
    private final Consumer<Refusal.RecordingFull> endSession;
    private long commands;
    private boolean over;
    private @Nullable HoldOnClient hold;

    /// @param forwarded told on the event loop when a unit, or what its judgement left of it, is on its way
    /// @param endSession ends the session, later on the event loop
    UnitPipeline(
            ListenerParts parts,
            GatewaySession session,
            Upstream upstream,
            StatementTable table,
            SearchPath searchPath,
            UnitSender sender,
            ClientOutput out,
            EventLoop loop,
            Runnable forwarded,
            Consumer<Refusal.RecordingFull> endSession) {
        this.parts = parts;
        this.session = session;
        this.upstream = upstream;
        this.table = table;
        this.sender = sender;
        this.out = out;
        this.loop = loop;
        this.judge =
                new UnitJudge(parts.guard(), session, parts.masking(), searchPath, parts.blocking(), loop, this::hold);
        this.forwarded = forwarded;
        this.endSession = endSession;
    }

    /// Starts a unit. The one before it must have been forwarded.
    void run(ClientUnit unit) {
        plan(unit, 0);
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
        judge.judge(steps, (judged, allowed) -> {
            if (planner.copiesClassified() && !allowed.isEmpty()) {
                readAgain(unit, planner, attempt, () -> judged(unit, judged, allowed));
            } else {
                judged(unit, judged, allowed);
            }
        });
    }

    /// COPY data does not say which columns it comes from, so its reading has to be that of this moment, whatever was
    /// waited for in between.
    ///
    /// @param unchanged run if the unit still means what it meant; else it is planned and judged anew
    private void readAgain(ClientUnit unit, UnitPlanner before, int attempt, Runnable unchanged) {
        parts.readings().outdated(session.connection().name());
        read(unit, before.texts(), attempt, readings -> {
            UnitPlanner now = new UnitPlanner(readings, table, session.audit(), this::nextCommandId);
            now.plan(unit);
            if (now.meanings().equals(before.meanings())) {
                unchanged.run();
                return;
            }
            hold = null;
            plan(unit, attempt + 1, readings);
        });
    }

    /// Reads what has to be read, away from the event loop, and plans again.
    private void read(ClientUnit unit, List<String> texts, int attempt) {
        read(unit, texts, attempt, readings -> plan(unit, attempt + 1, readings));
    }

    private void read(ClientUnit unit, List<String> texts, int attempt, Consumer<TargetReadings> then) {
        // Each round reads at least one more text of a bounded unit; a cache that forgets at once would not end.
        if (attempt > parts.properties().maxUnitMessages()) {
            refuse(unit, new Refusal.NotUnderstood("the command could not be read", 0));
            return;
        }
        parts.blocking().execute(() -> {
            try {
                TargetReadings readings =
                        parts.readings().read(session.connection().name(), upstream.target(), texts);
                loop.execute(() -> {
                    if (!over) {
                        then.accept(readings);
                    }
                });
            } catch (DependencyUnavailable e) {
                log.atWarn().setCause(e).addKeyValue("session", session.id()).log("command not read");
                loop.execute(() -> refuse(unit, new Refusal.Unavailable(e.dependency())));
            }
        });
    }

    private void refuse(ClientUnit unit, Refusal refusal) {
        refuse(unit, refusal, null);
    }

    private void refuse(ClientUnit unit, Refusal refusal, @Nullable CommandRequest command) {
        Step.Refuse refused = Step.Refuse.of(refusal, command, command == null ? "" : command.text());
        ClientUnit.Item end = unit.items().getLast();
        List<Step> steps = UnitPlanner.isEnd(end) ? List.of(refused, UnitPlanner.end(end)) : List.of(refused);
        judged(unit, steps, List.of());
    }

    private void judged(ClientUnit unit, List<Step> steps, List<Verdict.Allowed> allowed) {
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
                loop.execute(() -> forward(unit, steps, grants));
            }

            @Override
            public void refused(Refusal refusal) {
                loop.execute(() -> {
                    if (refusal instanceof Refusal.RecordingFull full && full.endsSession()) {
                        allowed.forEach(one -> session.audit().refused(one.command(), full));
                        endSession.accept(full);
                    } else {
                        refuse(unit, refusal, allowed.getFirst().command());
                    }
                });
            }
        });
    }

    private void forward(ClientUnit unit, List<Step> steps, List<Grant> grants) {
        if (over) {
            sender.notForwarded(grants);
            return;
        }
        sender.send(unit, steps, grants);
        forwarded.run();
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

    private String nextCommandId() {
        return session.id() + "-" + ++commands;
    }
}
