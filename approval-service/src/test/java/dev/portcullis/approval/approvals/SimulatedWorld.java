// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.changelog.SimulatedTopics;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.quorum.Quorum;
import dev.portcullis.approval.quorum.QuorumSyntaxException;
import dev.portcullis.approval.testing.Client;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/// People, a gateway, a clock and a faulty Kafka round one approval service, driven by one random generator. Each step
/// is checked against [Expected], and after each the stored approvals are.
final class SimulatedWorld {

    private static final List<String> QUORUMS = List.of(
            "1 of dba",
            "2 of dba",
            "1 of dba and 1 of security",
            "2 of dba and 1 of security or 1 of owner",
            "1 of owner or (1 of sre and 1 of dba)");
    private static final List<String> GROUPS = List.of("dba", "security", "sre", "owner");

    private enum Crash {
        NONE,
        BEFORE_COMMIT,
        ANSWER_LOST
    }

    private final RunningService service;
    private final Random random;
    private final SimulatedTopics topics;
    private final TransactionTemplate transaction;
    private final Map<UUID, Expected> approvals = new LinkedHashMap<>();
    private final Map<UUID, Integer> runs = new HashMap<>();
    private final Map<String, ApprovalChanged> heard = new HashMap<>();
    private final List<Caller> people = new ArrayList<>();
    private final Caller gateway = person("svc-gateway", Set.of(), Set.of("service"));
    private final long firstRecord;

    SimulatedWorld(RunningService service, Random random) {
        this.service = service;
        this.random = random;
        this.topics = new SimulatedTopics(service, random);
        this.transaction = service.bean(TransactionTemplate.class);
        this.firstRecord = service.bean(Outbox.class).newest();
        for (int i = 0; i < 6; i++) {
            Set<String> groups = new LinkedHashSet<>();
            GROUPS.stream().filter(group -> random.nextInt(5) < 2).forEach(groups::add);
            people.add(person("person-" + i, groups, Set.of("approver")));
        }
    }

    void step() {
        switch (random.nextInt(16)) {
            case 0, 1 -> file();
            case 2, 3, 4, 5, 6, 7 -> vote();
            case 8, 9, 10 -> consume();
            case 11 -> withdraw();
            case 12 -> service.bean(Expiry.class).sweep();
            case 13 -> RunningService.CLOCK.advance(Duration.ofMillis(random.nextInt(20_000)));
            default -> {
                topics.publishWithFaults();
                hear();
            }
        }
        approvals.forEach(this::check);
    }

    /// Lets everything arrive and compares what the world was told with what is stored.
    void settle() {
        topics.publishAll();
        List<Outbox.Message> arrived = topics.delivered();
        List<Outbox.Message> stored =
                new ArrayList<>(service.bean(Outbox.class).after(firstRecord, Topics.APPROVAL, 10_000));
        stored.addAll(service.bean(Outbox.class).after(firstRecord, Topics.AUDIT, 10_000));
        assertThat(Set.copyOf(arrived)).containsAll(stored);

        List<Outbox.Message> firstSeen = List.copyOf(new LinkedHashSet<>(arrived));
        assertThat(firstSeen).isSortedAccordingTo(Comparator.comparingLong(Outbox.Message::id));
        approvals.keySet().forEach(id -> checkHistory(id, firstSeen));
        for (int i = 0; i < arrived.size(); i++) {
            hear();
        }
        arrived.forEach(this::hear);
        approvals.keySet().forEach(id -> {
            ApprovalRow row = row(id);
            assertThat(heard.get(id.toString()).state()).isEqualTo(row.state);
            assertThat(runs.getOrDefault(id, 0)).isLessThanOrEqualTo(1);
        });
    }

    private void file() {
        Requests request = Requests.held()
                .by(random.nextInt(4) == 0 ? "person-" + random.nextInt(3) : "agent-7")
                .quorum(pick(QUORUMS))
                .ttlSeconds(5 + random.nextInt(60));
        if (random.nextInt(3) == 0) {
            request.actors("person-" + random.nextInt(6));
        }
        ApprovalRequest asked = request.build();
        Filing filing = service.bean(Filing.class);
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            perform(() -> filing.file(asked, gateway));
        }
        // The gateway asks again until it has an answer.
        Outcome.Done filed = (Outcome.Done) filing.file(asked, gateway);
        approvals.putIfAbsent(
                UUID.fromString(filed.approval().id()),
                new Expected(asked, parse(asked.quorum()), filed.approval().expiresAt()));
    }

    private void vote() {
        if (approvals.isEmpty()) {
            return;
        }
        UUID id = pick(List.copyOf(approvals.keySet()));
        Expected expected = approvals.get(id);
        Caller voter = pick(people);
        boolean approve = random.nextInt(8) > 0;
        boolean rightDigest = random.nextInt(10) > 0;
        VoteRequest vote = new VoteRequest(approve, "because", rightDigest ? expected.asked.digest() : "0".repeat(64));
        String refusal = expected.refusalOfVote(voter, rightDigest, now());

        Crash crash = crash();
        Outcome outcome =
                perform(crash, () -> service.bean(Voting.class).vote(id, vote, new Voting.Terms(null, null), voter));

        assertThat(wordOf(outcome)).isEqualTo(refusal);
        if (refusal.isEmpty() && crash != Crash.BEFORE_COMMIT) {
            expected.voted(voter, approve);
        }
    }

    private void consume() {
        if (approvals.isEmpty()) {
            return;
        }
        UUID id = pick(List.copyOf(approvals.keySet()));
        Expected expected = approvals.get(id);
        boolean rightDigest = random.nextInt(8) > 0;
        boolean rightSession = random.nextInt(8) > 0;
        ConsumeRequest asked = new ConsumeRequest(
                rightDigest ? expected.asked.digest() : "0".repeat(64),
                rightSession ? expected.asked.sessionId() : "another",
                expected.asked.requester().subject());
        String refusal = expected.refusalOfConsume(rightDigest, rightSession, now());

        Crash crash = crash();
        Outcome outcome = perform(crash, () -> service.bean(Consumption.class).consume(id, asked, gateway));

        assertThat(wordOf(outcome)).isEqualTo(refusal);
        if (refusal.isEmpty() && crash != Crash.BEFORE_COMMIT) {
            assertThat(expected.mayRun(now()))
                    .as("the people agreed to what runs")
                    .isTrue();
            expected.becomes(ApprovalState.CONSUMED);
            if (crash == Crash.NONE) {
                // Only a gateway that has the answer forwards; without it the command is refused, and stays so.
                runs.merge(id, 1, Integer::sum);
            }
        }
    }

    private void withdraw() {
        if (approvals.isEmpty()) {
            return;
        }
        UUID id = pick(List.copyOf(approvals.keySet()));
        Expected expected = approvals.get(id);
        boolean open = !expected.state(now()).isFinal();
        Crash crash = crash();
        perform(crash, () -> service.bean(Consumption.class).withdraw(id, "gone", gateway));
        if (open && crash != Crash.BEFORE_COMMIT) {
            expected.becomes(ApprovalState.WITHDRAWN);
        }
    }

    /// A consumer gets any record that is there, again or late, and believes the highest version.
    private void hear() {
        if (!topics.delivered().isEmpty()) {
            hear(pick(topics.delivered()));
        }
    }

    private void hear(Outbox.Message message) {
        if (message.topic().equals(Topics.APPROVAL)) {
            ApprovalChanged change = Client.JSON.readValue(message.value(), ApprovalChanged.class);
            heard.merge(change.approvalId(), change, (known, next) -> next.version() > known.version() ? next : known);
        }
    }

    private void check(UUID id, Expected expected) {
        ApprovalRow row = row(id);
        assertThat(row.stateAt(now())).isEqualTo(expected.state(now()));
        List<VoteRow> votes = service.bean(VoteRows.class).of(List.of(id));
        assertThat(votes).hasSize(expected.votes.size());
        assertThat(votes).noneMatch(vote -> expected.isInvolved(vote.key.voterSubject()));
        assertThat(runs.getOrDefault(id, 0)).isLessThanOrEqualTo(1);
    }

    private void checkHistory(UUID id, List<Outbox.Message> messages) {
        List<ApprovalChanged> changes = messages.stream()
                .filter(message -> message.topic().equals(Topics.APPROVAL))
                .filter(message -> message.key().equals(id.toString()))
                .map(message -> Client.JSON.readValue(message.value(), ApprovalChanged.class))
                .toList();
        assertThat(changes).isNotEmpty().isSortedAccordingTo(Comparator.comparingLong(ApprovalChanged::version));
        assertThat(changes.getFirst().state()).isEqualTo(ApprovalState.PENDING);
        assertThat(changes.getLast().state()).isEqualTo(row(id).state);
        // A vote that decides nothing counts the version up without being a new state.
        assertThat(changes.getLast().version()).isLessThanOrEqualTo(row(id).version);
    }

    private void perform(Supplier<Outcome> work) {
        perform(crash(), work);
    }

    private Outcome perform(Crash crash, Supplier<Outcome> work) {
        return switch (crash) {
            case NONE, ANSWER_LOST -> work.get();
            case BEFORE_COMMIT ->
                transaction.execute(status -> {
                    status.setRollbackOnly();
                    return work.get();
                });
        };
    }

    private Crash crash() {
        return random.nextInt(5) > 0 ? Crash.NONE : pick(List.of(Crash.BEFORE_COMMIT, Crash.ANSWER_LOST));
    }

    private ApprovalRow row(UUID id) {
        return service.bean(ApprovalRows.class).findById(id).orElseThrow();
    }

    private static String wordOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> "";
            case Outcome.Refused(var why) -> why.word();
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Instant now() {
        return RunningService.CLOCK.instant();
    }

    private static Quorum parse(String quorum) {
        try {
            return Quorum.parse(quorum);
        } catch (QuorumSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Caller person(String subject, Set<String> groups, Set<String> roles) {
        return new Caller(
                subject,
                RunningService.ISSUER.issuer(),
                roles.contains("service") ? subject : "cli",
                groups,
                roles,
                List.of(),
                "",
                Instant.MAX,
                "127.0.0.1");
    }
}
