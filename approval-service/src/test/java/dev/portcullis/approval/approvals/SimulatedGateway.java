// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.testing.Requests;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.approval.CallOffRequest;
import dev.portcullis.contracts.approval.ConsumeRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A gateway: holds commands, goes on when it hears that people agreed, and forwards what it was allowed to, once. Its
/// memory is gone when it dies.
final class SimulatedGateway {

    private static final List<String> QUORUMS = List.of(
            "1 of dba",
            "2 of dba",
            "1 of dba and 1 of security",
            "2 of dba and 1 of security or 1 of owner",
            "1 of owner or (1 of sre and 1 of dba)",
            "2 of dba or 1 of owner after 20s",
            "1 of dba within office or 2 of sre after 10s");

    private final Scene scene;
    private final Caller self = SimulatedPeople.caller("svc-gateway", Set.of(), Set.of("service"));
    private final Map<UUID, ApprovalState> holds = new LinkedHashMap<>();
    private final Map<UUID, Integer> runs = new HashMap<>();
    private final Set<UUID> givenUp = new HashSet<>();

    SimulatedGateway(Scene scene) {
        this.scene = scene;
    }

    void file() {
        ApprovalRequest asked = command();
        Optional<ExpectedTemplates.Known> covering = scene.templates().covering(asked, scene.now());
        scene.perform(() -> scene.stage().filing().file(asked, self));
        // The gateway asks again until it has an answer.
        Outcome.Done filed = (Outcome.Done) scene.stage().filing().file(asked, self);
        UUID id = UUID.fromString(filed.approval().id());
        Expected expected = new Expected(
                asked,
                Scene.parse(asked.quorum()),
                filed.approval().createdAt(),
                filed.approval().expiresAt());
        scene.approvals().putIfAbsent(id, expected);
        holds.put(id, filed.approval().state());
        assertThat(Optional.ofNullable(filed.approval().template()))
                .as("covered by what people agreed to, and by nothing else")
                .isEqualTo(covering.map(known -> known.proposed.id()));
        covering.ifPresent(known -> {
            expected.becomes(ApprovalState.APPROVED);
            scene.templates().used(id, known);
        });
    }

    /// Files without hearing an answer, and calls off what it filed until that is heard. The filing may come before, in
    /// between, afterwards, or never.
    void giveUpFiling() {
        ApprovalRequest asked = command();
        Optional<ExpectedTemplates.Known> covering = scene.templates().covering(asked, scene.now());
        CallOffRequest.Filed filed = new CallOffRequest.Filed(asked.commandId(), asked.digest());
        if (scene.random().nextBoolean()) {
            scene.perform(() -> scene.stage().filing().file(asked, self));
        }
        scene.perform(() -> {
            scene.stage().callingOff().callOff(filed, self);
            return null;
        });
        if (scene.oneIn(3)) {
            scene.perform(() -> scene.stage().filing().file(asked, self));
        }
        scene.stage().callingOff().callOff(filed, self);
        if (scene.random().nextBoolean()) {
            scene.stage().filing().file(asked, self);
        }
        scene.stage().rows().findByCommandId(asked.commandId()).ifPresent(row -> {
            Expected expected = new Expected(asked, Scene.parse(asked.quorum()), row.createdAt, row.expiresAt);
            expected.becomes(ApprovalState.WITHDRAWN);
            scene.approvals().put(row.id, expected);
            givenUp.add(row.id);
            if (row.template != null) {
                scene.templates().used(row.id, covering.orElseThrow());
            }
        });
    }

    private ApprovalRequest command() {
        Requests request = Requests.held(scene.stage().clock())
                .commandId("c-" + scene.random().nextLong())
                .by(scene.pick(
                        List.of("agent-7", "agent-7", "agent-7", "person-0", "person-1", "bot-0", "person-0-admin")))
                .quorum(scene.pick(QUORUMS))
                .ttlSeconds(5 + scene.random().nextInt(60));
        if (scene.oneIn(3)) {
            request.actors(scene.pick(List.of("person-2", "person-3", "bot-0")));
        }
        if (!scene.oneIn(3)) {
            ExpectedTemplates.shape(request, scene.random());
            request.quorum(QUORUMS.get(scene.random().nextInt(2)));
        }
        return request.build();
    }

    /// Goes on with a command of which it has heard that people agreed.
    void proceed() {
        List<UUID> agreed = holds.entrySet().stream()
                .filter(hold -> hold.getValue() == ApprovalState.APPROVED)
                .map(Map.Entry::getKey)
                .toList();
        if (agreed.isEmpty()) {
            return;
        }
        UUID id = scene.pick(agreed);
        Expected expected = scene.approvals().get(id);
        holds.remove(id);
        if (scene.oneIn(8)) {
            // Policy of today says no.
            withdraw(id, expected);
            return;
        }
        Outcome outcome = consume(id, expected, true, true);
        boolean answerArrives = !scene.oneIn(6);
        if (outcome instanceof Outcome.Done && answerArrives) {
            // Only a gateway that has the answer forwards; without it the command is refused, and stays so.
            assertThat(
                            scene.templates().isCovered(id)
                                    ? scene.templates().mayRun(id, expected, scene.now())
                                    : expected.mayRun(scene.now()))
                    .as("the people agreed to what runs")
                    .isTrue();
            runs.merge(id, 1, Integer::sum);
        }
    }

    /// Somebody who knows the id, but not the command or not the session.
    void consumeAsAnImpostor() {
        if (scene.approvals().isEmpty()) {
            return;
        }
        UUID id = scene.any();
        boolean rightDigest = scene.random().nextBoolean();
        Outcome outcome = consume(id, scene.approvals().get(id), rightDigest, !rightDigest);
        if (outcome != null) {
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        }
    }

    private @Nullable Outcome consume(UUID id, Expected expected, boolean rightDigest, boolean rightSession) {
        ConsumeRequest asked = new ConsumeRequest(
                rightDigest ? expected.asked.digest() : "0".repeat(64),
                rightSession ? expected.asked.sessionId() : "another",
                expected.asked.requester().subject());
        String word = expected.refusalOfConsume(rightDigest, rightSession, scene.now());
        String refusal = word.isEmpty() && !scene.templates().stillAgreed(id, scene.now()) ? "template-over" : word;
        Outcome outcome = scene.perform(() -> scene.stage().consumption().consume(id, asked, self));
        if (outcome != null) {
            assertThat(Scene.wordOf(outcome)).isEqualTo(refusal);
            if (refusal.isEmpty()) {
                expected.becomes(ApprovalState.CONSUMED);
            } else if (refusal.equals("template-over")) {
                expected.becomes(ApprovalState.WITHDRAWN);
            }
        }
        return outcome;
    }

    /// The client goes away.
    void callOff() {
        if (!holds.isEmpty()) {
            UUID id = scene.pick(List.copyOf(holds.keySet()));
            holds.remove(id);
            withdraw(id, scene.approvals().get(id));
        }
    }

    private void withdraw(UUID id, Expected expected) {
        boolean open = !expected.state(scene.now()).isFinal();
        Outcome outcome = scene.perform(() -> scene.stage().consumption().withdraw(id, "gone", self));
        if (open && outcome != null) {
            expected.becomes(ApprovalState.WITHDRAWN);
        }
    }

    /// Whoever waited is gone, and what it was about to do is never done.
    void die() {
        holds.clear();
    }

    /// It takes the first answer it gets for the last.
    void told(ApprovalChanged change) {
        holds.computeIfPresent(
                UUID.fromString(change.approvalId()),
                (_, known) -> known == ApprovalState.PENDING ? change.state() : known);
    }

    /// Whether it was filed without hearing an answer.
    boolean gaveUp(UUID id) {
        return givenUp.contains(id);
    }

    /// How often a command was forwarded.
    int runs(UUID id) {
        return runs.getOrDefault(id, 0);
    }
}
