// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.audit.RecordingLine;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AuditLog;
import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.RecordingBound;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.gateway.access.SessionAudit;
import dev.portcullis.gateway.access.SessionRecording;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.TargetObservation;
import dev.portcullis.gateway.access.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps everything as text, in order; says "durable" from a thread of its own, as the journal does.
public final class FakeAuditLog implements AuditLog {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Queue<String> recorded = new ConcurrentLinkedQueue<>();
    private final List<SessionAudit.Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final ExecutorService journal = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("journal").factory());
    private final List<TargetLogin> logins = new CopyOnWriteArrayList<>();
    private final List<TargetObservation> observations = new CopyOnWriteArrayList<>();
    private final List<CommandRequest> intended = new CopyOnWriteArrayList<>();
    private final AtomicInteger forgotten = new AtomicInteger();
    private volatile Runnable whileCatalogueIsAsked = () -> {};
    private volatile boolean failing;
    private volatile boolean broken;
    private volatile String unrecordable = "";
    private volatile long rowsOfCommand;
    private volatile long rowsOfSession;

    /// Recordings of sessions that begin from now on have room for so many rows; 0 for any number, -1 for none.
    public void roomFor(long ofCommand, long ofSession) {
        rowsOfCommand = ofCommand;
        rowsOfSession = ofSession;
    }

    /// Starts anew: what the sessions of before still have to say is not kept.
    public void forget() {
        forgotten.incrementAndGet();
        events.clear();
        intended.clear();
        recorded.clear();
        outcomes.clear();
    }

    public void failing(boolean fails) {
        failing = fails;
    }

    /// Neither intents nor refusals can be taken, for a reason nobody foresaw.
    public void broken(boolean isBroken) {
        broken = isBroken;
    }

    /// A command of this text cannot be recorded, for a reason nobody foresaw; "" for none.
    public void unrecordable(String command) {
        unrecordable = command;
    }

    public List<String> events() {
        return events;
    }

    public List<CommandRequest> intended() {
        return intended;
    }

    public Queue<String> recorded() {
        return recorded;
    }

    public List<SessionAudit.Outcome> outcomes() {
        return outcomes;
    }

    @Override
    public SessionAudit open(SessionReference session, Identity identity, Connection connection) {
        return new FakeSessionAudit();
    }

    @Override
    public void turnedAway(
            String protocol, String clientAddress, String subject, String connectionName, Refusal refusal) {
        events.add("turned away " + subject + " " + connectionName + " "
                + refusal.getClass().getSimpleName());
    }

    @Override
    public void connected(String connectionName, TargetLogin login, Purpose purpose) {
        logins.add(login);
        if (purpose == Purpose.CATALOGUE) {
            whileCatalogueIsAsked.run();
        }
    }

    /// Run whenever the gateway has logged in to ask for the catalogue, or whether it is the same.
    public void whileCatalogueIsAsked(Runnable action) {
        whileCatalogueIsAsked = action;
    }

    @Override
    public void observed(String connectionName, TargetObservation observation) {
        observations.add(observation);
    }

    public List<TargetLogin> logins() {
        return logins;
    }

    public List<TargetObservation> observations() {
        return observations;
    }

    private void foreseen() {
        if (broken) {
            throw new IllegalStateException("nobody foresaw this");
        }
    }

    private void answer(Durable durable) {
        boolean fails = failing;
        journal.execute(() -> {
            if (fails) {
                durable.failed(new IllegalStateException("disk full"));
            } else {
                durable.reached();
            }
        });
    }

    private final class FakeSessionAudit implements SessionAudit {
        private final SessionRecording recording = new FakeRecording();
        private final int since = forgotten.get();

        private void note(String event) {
            if (since == forgotten.get()) {
                events.add(event);
            }
        }

        @Override
        public void started(Decision decision, Durable durable) {
            note("started");
            answer(durable);
        }

        @Override
        public void connected(TargetLogin login) {
            logins.add(login);
        }

        @Override
        public void intend(List<Verdict.Allowed> commands, Durable durable) {
            foreseen();
            if (since == forgotten.get()) {
                commands.forEach(command -> intended.add(command.command()));
            }
            commands.forEach(command -> note("intent " + command.command().text() + " "
                    + command.command().parameters()));
            answer(durable);
        }

        @Override
        public void refused(CommandRequest command, Refusal refusal) {
            foreseen();
            note("refused " + command.text() + " " + refusal.getClass().getSimpleName());
        }

        @Override
        public void refused(String what, Refusal refusal) {
            note("refused " + what + " " + refusal.getClass().getSimpleName());
        }

        @Override
        public void held(CommandRequest command, Decision decision, String approvalId) {
            note("held " + command.text() + " " + approvalId);
        }

        @Override
        public void outcome(Outcome outcome) {
            if (since == forgotten.get()) {
                outcomes.add(outcome);
            }
            note("outcome " + outcome.ending() + " " + outcome.tag() + " " + outcome.errorCode());
        }

        @Override
        public void ended(String why) {
            note("ended " + why);
        }

        @Override
        public SessionRecording recording() {
            return recording;
        }
    }

    /// Bounded in rows, as the real one is in characters.
    private final class FakeRecording implements SessionRecording {
        private final Map<String, Long> rows = new ConcurrentHashMap<>();
        private final Set<String> cut = ConcurrentHashMap.newKeySet();
        private final long ofCommand = rowsOfCommand;
        private final long ofSession = rowsOfSession;
        private final int since = forgotten.get();

        private void note(String line) {
            if (since == forgotten.get()) {
                recorded.add(line);
            }
        }

        @Override
        public boolean recordsRows() {
            return true;
        }

        @Override
        public boolean wantsRows(String commandId) {
            return !cut.contains(commandId);
        }

        @Override
        public RecordingBound roomFor(CommandRequest command) {
            return session();
        }

        @Override
        public RecordingBound roomFor(String commandId, List<String> values) {
            if (ofCommand != 0 && rows.getOrDefault(commandId, 0L) >= ofCommand) {
                return new RecordingBound(RecordingBound.Of.COMMAND, ofCommand + " rows of a command");
            }
            return session();
        }

        private RecordingBound session() {
            long all = rows.values().stream().mapToLong(Long::longValue).sum();
            return ofSession != 0 && all >= ofSession
                    ? new RecordingBound(RecordingBound.Of.SESSION, ofSession + " rows of a session")
                    : null;
        }

        @Override
        public void leaveOut(String commandId, String what) {
            cut.add(commandId);
            note("TRUNCATED " + what);
        }

        @Override
        public void line(RecordingLine.Kind kind, String commandId, List<String> values) {
            if (kind == RecordingLine.Kind.COMMAND && values.equals(List.of(unrecordable))) {
                throw new IllegalStateException("nobody foresaw this");
            }
            note(kind + " " + values);
        }

        @Override
        public void row(String commandId, List<String> values) {
            rows.merge(commandId, 1L, Long::sum);
            note("ROW " + values);
        }
    }
}
