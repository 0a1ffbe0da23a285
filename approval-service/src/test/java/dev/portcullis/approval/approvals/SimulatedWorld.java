// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.approval.delegations.Delegation;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.testing.MemoryTransactions;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// People, a gateway, a clock and a faulty Kafka round one approval service, driven by one random
/// generator. The service may die at any step of what it does, the gateway between any two. Each step is
/// checked against [Expected], and after each the stored approvals are.
final class SimulatedWorld {

    private static final List<String> QUORUMS = List.of(
            "1 of dba",
            "2 of dba",
            "1 of dba and 1 of security",
            "2 of dba and 1 of security or 1 of owner",
            "1 of owner or (1 of sre and 1 of dba)",
            "2 of dba or 1 of owner after 20s",
            "1 of dba within office or 2 of sre after 10s");
    private static final List<String> GROUPS = List.of("dba", "security", "sre", "owner");

    private final Stage stage;
    private final Random random;
    private final Map<UUID, Expected> approvals = new LinkedHashMap<>();
    private final ExpectedTemplates templates = new ExpectedTemplates();
    private final List<Delegation> lent = new ArrayList<>();
    private final Map<String, ApprovalChanged> heard = new HashMap<>();
    private final List<Caller> people = new ArrayList<>();
    private final Caller gateway = person("svc-gateway", Set.of(), Set.of("service"));

    /// The commands the gateway holds, in its memory: gone when it dies.
    private final Map<UUID, ApprovalState> holds = new LinkedHashMap<>();
    private final Map<UUID, Integer> runs = new HashMap<>();

    SimulatedWorld(Stage stage, Random random) {
        this.stage = stage;
        this.random = random;
        for (String name : List.of(
                "person-0", "person-1", "person-2", "person-3", "person-4", "person-5", "person-0-admin", "svc-bot")) {
            Set<String> groups = new LinkedHashSet<>();
            GROUPS.stream().filter(group -> random.nextInt(5) < 2).forEach(groups::add);
            people.add(person(name, groups, Set.of("approver")));
        }
    }

    void step() {
        switch (random.nextInt(25)) {
            case 0, 1 -> file();
            case 2, 3, 4, 5, 6, 7, 8 -> vote();
            case 9, 10, 11 -> proceed();
            case 12 -> consumeAsAnImpostor();
            case 13 -> callOff();
            case 14 -> lend();
            case 15 ->
                perform(() -> {
                    stage.expiry().sweep();
                    stage.templates().sweep();
                    return null;
                });
            case 16 ->
                perform(() -> {
                    stage.escalation().sweep();
                    return null;
                });
            case 17 -> stage.clock().advance(Duration.ofMillis(random.nextInt(20_000)));
            case 18 -> {
                if (random.nextInt(4) == 0) {
                    // The gateway dies: whoever waited is gone, and what it was about to do is never done.
                    holds.clear();
                }
            }
            case 22, 23 -> propose();
            case 24 -> revoke();
            default -> {
                stage.deliveries().publishWithFaults();
                hear();
            }
        }
        approvals.forEach(this::check);
        templates.check(stage);
    }

    /// Lets everything arrive and compares what the world was told with what is stored.
    void settle() {
        stage.deliveries().publishAll();
        List<Outbox.Message> arrived = stage.deliveries().delivered();
        assertThat(Set.copyOf(arrived)).containsAll(stage.records().get());

        List<Outbox.Message> firstSeen = List.copyOf(new LinkedHashSet<>(arrived));
        assertThat(firstSeen).isSortedAccordingTo(Comparator.comparingLong(Outbox.Message::id));
        approvals.keySet().forEach(id -> checkHistory(id, firstSeen));
        // Late, twice and out of order, and yet everybody who listens ends up with the truth.
        List<Outbox.Message> shuffled = new ArrayList<>(arrived);
        java.util.Collections.shuffle(shuffled, random);
        shuffled.forEach(this::hear);
        approvals.keySet().forEach(id -> {
            ApprovalRow row = row(id);
            assertThat(heard.get(id.toString()).state()).isEqualTo(row.state);
            assertThat(runs.getOrDefault(id, 0)).isLessThanOrEqualTo(row.state == ApprovalState.CONSUMED ? 1 : 0);
        });
    }

    private void file() {
        Requests request = Requests.held(stage.clock())
                .commandId("c-" + random.nextLong())
                .by(pick(List.of("agent-7", "agent-7", "agent-7", "person-0", "person-1", "bot-0", "person-0-admin")))
                .quorum(pick(QUORUMS))
                .ttlSeconds(5 + random.nextInt(60));
        if (random.nextInt(3) == 0) {
            request.actors(pick(List.of("person-2", "person-3", "bot-0")));
        }
        if (random.nextInt(3) > 0) {
            ExpectedTemplates.shape(request, random);
            request.quorum(QUORUMS.get(random.nextInt(2)));
        }
        ApprovalRequest asked = request.build();
        Optional<ExpectedTemplates.Known> covering = templates.covering(asked, now());
        perform(() -> stage.filing().file(asked, gateway));
        // The gateway asks again until it has an answer.
        Outcome.Done filed = (Outcome.Done) stage.filing().file(asked, gateway);
        UUID id = UUID.fromString(filed.approval().id());
        approvals.putIfAbsent(
                id,
                new Expected(
                        asked,
                        parse(asked.quorum()),
                        filed.approval().createdAt(),
                        filed.approval().expiresAt()));
        holds.put(id, filed.approval().state());
        assertThat(Optional.ofNullable(filed.approval().template()))
                .as("covered by what people agreed to, and by nothing else")
                .isEqualTo(covering.map(known -> known.proposed.id()));
        covering.ifPresent(known -> {
            approvals.get(id).becomes(ApprovalState.APPROVED);
            templates.used(id, known);
        });
    }

    private void propose() {
        List<UUID> shaped = approvals.entrySet().stream()
                .filter(known -> ExpectedTemplates.isShaped(known.getValue().asked))
                .map(Map.Entry::getKey)
                .toList();
        if (shaped.isEmpty()) {
            return;
        }
        UUID exampleId = pick(shaped);
        ApprovalRequest example = approvals.get(exampleId).asked;
        Caller proposer = random.nextBoolean()
                ? people.get(1)
                : person(example.requester().subject(), Set.of(), Set.of("agent"));
        TemplateProposal proposal = ExpectedTemplates.proposal(exampleId, random);
        Optional<CommandTemplate> proposed = perform(() -> stage.templates().propose(proposal, proposer));
        if (proposed == null || proposed.isEmpty()) {
            return;
        }
        UUID question = UUID.fromString(proposed.get().approvalId());
        ApprovalRow row = row(question);
        Set<String> others = new LinkedHashSet<>(example.requester().actors());
        others.add(example.requester().subject());
        Expected expected = new Expected(
                JsonMapper.shared().readValue(row.request, ApprovalRequest.class),
                parse(row.quorum),
                row.createdAt,
                row.expiresAt,
                others);
        approvals.put(question, expected);
        templates.proposed(proposed.get(), example, expected);
    }

    private void revoke() {
        List<ExpectedTemplates.Known> standing = templates.standing(now());
        if (standing.isEmpty()) {
            return;
        }
        ExpectedTemplates.Known known = pick(standing);
        Boolean done = perform(() -> {
            stage.templates().revoke(known.proposed.id(), people.get(2));
            return true;
        });
        known.revoked = done != null;
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
        List<Delegation> borrowed = borrowedBy(voter);
        String refusal = expected.refusalOfVote(voter, rightDigest, borrowed, now());

        Outcome outcome = perform(() -> stage.voting().vote(id, vote, new Voting.Terms(null, null), voter));

        if (outcome != null) {
            assertThat(wordOf(outcome)).isEqualTo(refusal);
        }
        if (refusal.isEmpty() && outcome != null) {
            expected.voted(voter, approve, borrowed, now());
            templates.voted(expected, now());
        }
    }

    /// The gateway goes on with a command of which it has heard that people agreed.
    private void proceed() {
        List<UUID> agreed = holds.entrySet().stream()
                .filter(hold -> hold.getValue() == ApprovalState.APPROVED)
                .map(Map.Entry::getKey)
                .toList();
        if (agreed.isEmpty()) {
            return;
        }
        UUID id = pick(agreed);
        Expected expected = approvals.get(id);
        holds.remove(id);
        if (random.nextInt(8) == 0) {
            // Policy of today says no.
            withdraw(id, expected);
            return;
        }
        Outcome outcome = consume(id, expected, true, true);
        boolean answerArrives = random.nextInt(6) > 0;
        if (outcome instanceof Outcome.Done && answerArrives) {
            // Only a gateway that has the answer forwards; without it the command is refused, and stays so.
            assertThat(templates.isCovered(id) ? templates.stillAgreed(id, now()) : expected.mayRun(now()))
                    .as("the people agreed to what runs")
                    .isTrue();
            runs.merge(id, 1, Integer::sum);
        }
    }

    private void consumeAsAnImpostor() {
        if (approvals.isEmpty()) {
            return;
        }
        UUID id = pick(List.copyOf(approvals.keySet()));
        boolean rightDigest = random.nextBoolean();
        Outcome outcome = consume(id, approvals.get(id), rightDigest, !rightDigest);
        if (outcome != null) {
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        }
    }

    private @Nullable Outcome consume(UUID id, Expected expected, boolean rightDigest, boolean rightSession) {
        ConsumeRequest asked = new ConsumeRequest(
                rightDigest ? expected.asked.digest() : "0".repeat(64),
                rightSession ? expected.asked.sessionId() : "another",
                expected.asked.requester().subject());
        String word = expected.refusalOfConsume(rightDigest, rightSession, now());
        String refusal = word.isEmpty() && !templates.stillAgreed(id, now()) ? "template-over" : word;
        Outcome outcome = perform(() -> stage.consumption().consume(id, asked, gateway));
        if (outcome != null) {
            assertThat(wordOf(outcome)).isEqualTo(refusal);
            if (refusal.isEmpty()) {
                expected.becomes(ApprovalState.CONSUMED);
            } else if (refusal.equals("template-over")) {
                expected.becomes(ApprovalState.WITHDRAWN);
            }
        }
        return outcome;
    }

    /// The client goes away.
    private void callOff() {
        if (!holds.isEmpty()) {
            UUID id = pick(List.copyOf(holds.keySet()));
            holds.remove(id);
            withdraw(id, approvals.get(id));
        }
    }

    private void withdraw(UUID id, Expected expected) {
        boolean open = !expected.state(now()).isFinal();
        Outcome outcome = perform(() -> stage.consumption().withdraw(id, "gone", gateway));
        if (open && outcome != null) {
            expected.becomes(ApprovalState.WITHDRAWN);
        }
    }

    private void lend() {
        Caller from = people.get(random.nextInt(6));
        Caller to = people.get(random.nextInt(6));
        if (from.equals(to) || from.groups().isEmpty()) {
            return;
        }
        Instant now = now().truncatedTo(ChronoUnit.MILLIS);
        Delegation delegation = new Delegation(
                new UUID(random.nextLong(), lent.size()),
                from.subject(),
                to.subject(),
                from.groups(),
                "on leave",
                now,
                now.plusSeconds(5 + random.nextInt(60)),
                null);
        Boolean done = perform(() -> stage.transaction().execute(status -> {
            stage.delegations().insert(delegation);
            return true;
        }));
        if (done != null) {
            lent.add(delegation);
        }
        // No two begin at the same moment, so that their order is no accident.
        stage.clock().advance(Duration.ofMillis(1));
    }

    private List<Delegation> borrowedBy(Caller voter) {
        return lent.stream()
                .filter(delegation ->
                        delegation.to().equals(Expected.person(voter.subject())) && delegation.counts(now()))
                .toList();
    }

    /// A consumer gets any record that is there, again or late.
    private void hear() {
        List<Outbox.Message> delivered = stage.deliveries().delivered();
        if (!delivered.isEmpty()) {
            hear(random.nextBoolean() ? delivered.getLast() : pick(delivered));
        }
    }

    private void hear(Outbox.Message message) {
        if (!message.topic().equals(Topics.APPROVAL)) {
            return;
        }
        ApprovalChanged change = JsonMapper.shared().readValue(message.value(), ApprovalChanged.class);
        heard.merge(change.approvalId(), change, (known, next) -> next.version() > known.version() ? next : known);
        // The gateway takes the first answer it gets for the last.
        holds.computeIfPresent(
                UUID.fromString(change.approvalId()),
                (_, known) -> known == ApprovalState.PENDING ? change.state() : known);
    }

    private void check(UUID id, Expected expected) {
        ApprovalRow row = row(id);
        assertThat(row.stateAt(now())).isEqualTo(expected.state(now()));
        List<VoteRow> votes = stage.votes().of(List.of(id));
        assertThat(votes).hasSize(expected.voices.size());
        assertThat(votes).noneMatch(vote -> expected.isInvolved(vote.person) || expected.isInvolved(vote.seat));
        assertThat(runs.getOrDefault(id, 0)).isLessThanOrEqualTo(1);
    }

    private void checkHistory(UUID id, List<Outbox.Message> messages) {
        List<ApprovalChanged> changes = messages.stream()
                .filter(message -> message.topic().equals(Topics.APPROVAL))
                .filter(message -> message.key().equals(id.toString()))
                .map(message -> JsonMapper.shared().readValue(message.value(), ApprovalChanged.class))
                .toList();
        assertThat(changes).isNotEmpty().isSortedAccordingTo(Comparator.comparingLong(ApprovalChanged::version));
        assertThat(changes.getFirst().state())
                .isEqualTo(templates.isCovered(id) ? ApprovalState.APPROVED : ApprovalState.PENDING);
        assertThat(changes.getLast().state()).isEqualTo(row(id).state);
        // A vote that decides nothing counts the version up without being a new state.
        assertThat(changes.getLast().version()).isLessThanOrEqualTo(row(id).version);
    }

    /// Does it, unless the service dies before it is committed: then nothing is answered.
    private <T> @Nullable T perform(Supplier<@Nullable T> work) {
        boolean dies = random.nextInt(5) == 0;
        if (dies) {
            stage.crashes().next(random);
        }
        try {
            return work.get();
        } catch (MemoryTransactions.Died e) {
            return null;
        } finally {
            stage.crashes().none();
        }
    }

    private ApprovalRow row(UUID id) {
        return stage.rows().findById(id).orElseThrow();
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

    private Instant now() {
        return stage.clock().instant();
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
