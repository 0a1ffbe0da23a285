// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.connection.Classification;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.DecisionRequest.SessionReference;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Everything the access flow needs, as small twins of the real ones: one token, one connection, decisions in the order
/// they were prepared, approvals that are used up once and only for their digest. Each part can be made to fail.
final class FakeWorld implements Identities, Connections, Policies, Approvals, AuditLog {
    static final String TOKEN = "good-token";

    /// Opens `orders` over every protocol, and nothing else.
    static final String KEY = "pck_of-orders";

    static final int RISK = 40;

    final FakeClock clock = FakeClock.create();
    final EnumSet<Dependency> down = EnumSet.noneOf(Dependency.class);
    final Deque<Decision> decisions = new ArrayDeque<>();
    final Map<String, Decision> remembered = new HashMap<>();
    final List<DecisionRequest> asked = new ArrayList<>();
    final List<String> record = new ArrayList<>();
    final Map<String, CompletableFuture<Answer>> answers = new HashMap<>();
    final Map<String, ApprovalRequest> filed = new HashMap<>();
    final Set<String> consumed = new HashSet<>();
    final List<String> withdrawn = new ArrayList<>();
    boolean journalFails;
    final FakeRecording recording = new FakeRecording();

    Identity identity() {
        return new Identity(
                "agent-7",
                "https://idp.example",
                "claude-code",
                List.of("agents"),
                List.of("agent"),
                List.of(),
                Map.of(),
                "jti",
                clock.instant().plus(Duration.ofMinutes(5)));
    }

    static Connection connection() {
        return new Connection(
                "orders",
                "postgres",
                "db",
                5432,
                "orders",
                Map.of(),
                new Connection.Tls("", ""),
                new Connection.Credential("env:U", "env:P"),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1);
    }

    GatewaySession session() {
        SessionReference reference = new SessionReference("s1", "postgres", "10.0.0.1", clock.instant());
        return new GatewaySession(reference, identity(), connection(), open(reference, identity(), connection()));
    }

    static CommandRequest command(String text, String... classifications) {
        SqlFacts facts = new SqlFacts(List.of(), true, false, true, List.of(classifications), text);
        return new CommandRequest("c-" + text, text, List.of(), facts, text);
    }

    /// An allow that costs so many risk points.
    static Decision risky(int points) {
        return new Decision(
                Decision.Outcome.ALLOW,
                List.of(),
                Obligations.NONE,
                null,
                points,
                1,
                new Decision.CacheTerms(true, List.of()));
    }

    static Decision decision(Decision.Outcome outcome) {
        return decision(outcome, "1 of dba");
    }

    static Decision decision(Decision.Outcome outcome, String quorum) {
        return new Decision(
                outcome,
                List.of(new Decision.Reason("p", 1, "r", "x", "because", false, false)),
                Obligations.NONE,
                outcome == Decision.Outcome.HOLD ? new Decision.ApprovalTerms(quorum, 60) : null,
                RISK,
                1,
                new Decision.CacheTerms(true, List.of()));
    }

    private void require(Dependency dependency) throws DependencyUnavailable {
        if (down.contains(dependency)) {
            throw new DependencyUnavailable(dependency, "down");
        }
    }

    /// From now on nobody's token is believed.
    boolean revoked;

    /// What happens while policy is asked.
    Runnable whenAsked = () -> {};

    @Override
    public Identity verify(String token) throws NotAuthenticatedException, DependencyUnavailable {
        require(Dependency.IDENTITY);
        if (!token.equals(TOKEN) || revoked) {
            throw new NotAuthenticatedException("no");
        }
        return identity();
    }

    @Override
    public Identity verify(String credential, String connection)
            throws NotAuthenticatedException, DependencyUnavailable {
        return verify(credential.equals(KEY) && connection.equals("orders") ? TOKEN : credential);
    }

    @Override
    public Optional<Connection> find(String name) throws DependencyUnavailable {
        require(Dependency.POLICY);
        return name.equals("orders") ? Optional.of(connection()) : Optional.empty();
    }

    @Override
    public List<Connection> all() {
        return List.of(connection());
    }

    @Override
    public List<Classification> classifications(String connection) {
        return List.of();
    }

    @Override
    public long generation() {
        return 0;
    }

    @Override
    public Decision known(String subjectKey, String factsDigest) {
        return remembered.get(factsDigest);
    }

    @Override
    public Decision decide(DecisionRequest request, String subjectKey, String factsDigest)
            throws DependencyUnavailable {
        require(Dependency.POLICY);
        asked.add(request);
        whenAsked.run();
        return decisions.removeFirst();
    }

    @Override
    public Approval file(ApprovalRequest request) throws DependencyUnavailable {
        require(Dependency.APPROVAL);
        String id = "a-" + request.commandId();
        filed.put(id, request);
        answers.putIfAbsent(id, new CompletableFuture<>());
        return new Approval(
                id,
                request.commandId(),
                ApprovalState.PENDING,
                request.digest(),
                request.connection(),
                request.sessionId(),
                request.requester().subject(),
                List.of(),
                List.of(),
                request.text(),
                request.parameters(),
                request.facts(),
                request.reasons(),
                request.quorum(),
                List.of(),
                clock.instant(),
                clock.instant().plusSeconds(request.ttlSeconds()),
                null,
                1);
    }

    @Override
    public CompletableFuture<Answer> answer(Approval approval) {
        return answers.get(approval.id());
    }

    @Override
    public boolean consume(String approvalId, String digest, String sessionId, String requester)
            throws DependencyUnavailable {
        require(Dependency.APPROVAL);
        return filed.get(approvalId).digest().equals(digest) && consumed.add(approvalId);
    }

    @Override
    public void withdraw(Approval approval) {
        withdrawn.add(approval.id());
    }

    @Override
    public SessionAudit open(SessionReference session, Identity identity, Connection connection) {
        return new FakeAudit();
    }

    @Override
    public void turnedAway(
            String protocol, String clientAddress, String subject, String connectionName, Refusal refusal) {
        record.add("turned away: " + refusal.getClass().getSimpleName());
    }

    @Override
    public void connected(String connectionName, TargetLogin login, Purpose purpose) {
        record.add("connected for " + purpose);
    }

    @Override
    public void observed(String connectionName, TargetObservation observation) {
        record.add("observed");
    }

    private final class FakeAudit implements SessionAudit {
        @Override
        public void started(Decision decision, Durable durable) {
            write("started", durable);
        }

        @Override
        public void connected(TargetLogin login) {
            record.add("connected");
        }

        @Override
        public void intend(List<Verdict.Allowed> commands, Durable durable) {
            write("intend " + commands.size(), durable);
        }

        private void write(String what, Durable durable) {
            if (journalFails) {
                durable.failed(new IllegalStateException("disk full"));
            } else {
                record.add(what);
                durable.reached();
            }
        }

        @Override
        public void refused(CommandRequest command, Refusal refusal) {
            record.add("refused");
        }

        @Override
        public void refused(String what, Refusal refusal) {
            record.add("refused");
        }

        @Override
        public void held(CommandRequest command, Decision decision, String approvalId) {
            record.add("held " + approvalId);
        }

        @Override
        public void outcome(Outcome outcome) {
            record.add("outcome");
        }

        @Override
        public void ended(String why) {
            record.add("ended");
        }

        @Override
        public SessionRecording recording() {
            return recording;
        }
    }
}
