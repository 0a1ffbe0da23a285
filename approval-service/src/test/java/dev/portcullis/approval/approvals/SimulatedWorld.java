// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// People, a gateway, a clock and a faulty Kafka round one approval service, driven by one random
/// generator. The service may die at any step of what it does, the gateway between any two. Each step is
/// checked against [Expected] and [ExpectedTemplates], and after each what is stored is.
final class SimulatedWorld {

    private final Scene scene;
    private final SimulatedPeople people;
    private final SimulatedGateway gateway;
    private final SimulatedProposers proposers;
    private final SimulatedListeners listeners;

    SimulatedWorld(Stage stage, Random random) {
        scene = new Scene(stage, random, new LinkedHashMap<>(), new ExpectedTemplates());
        people = new SimulatedPeople(scene);
        gateway = new SimulatedGateway(scene);
        proposers = new SimulatedProposers(scene, people);
        listeners = new SimulatedListeners(scene, gateway);
    }

    void step() {
        switch (scene.random().nextInt(25)) {
            case 0 -> gateway.file();
            case 1 -> {
                if (scene.oneIn(3)) {
                    gateway.giveUpFiling();
                } else {
                    gateway.file();
                }
            }
            case 2, 3, 4, 5, 6, 7, 8 -> people.vote();
            case 9, 10, 11 -> gateway.proceed();
            case 12 -> gateway.consumeAsAnImpostor();
            case 13 -> gateway.callOff();
            case 14 -> people.lend();
            case 15 -> sweep();
            case 16 -> escalate();
            case 17 ->
                scene.stage().clock().advance(Duration.ofMillis(scene.random().nextInt(20_000)));
            case 18 -> {
                if (scene.oneIn(4)) {
                    gateway.die();
                }
            }
            case 19, 20 -> proposers.propose();
            case 21 -> proposers.revoke();
            default -> listeners.hear();
        }
        scene.approvals().forEach(this::check);
        scene.templates().check(scene.stage());
    }

    /// Lets everything arrive and compares what the world was told with what is stored.
    void settle() {
        listeners.settle();
    }

    private void sweep() {
        scene.perform(() -> {
            scene.stage().expiry().sweep();
            scene.stage().templates().sweep();
            return null;
        });
    }

    private void escalate() {
        scene.perform(() -> {
            scene.stage().escalation().sweep();
            return null;
        });
    }

    private void check(UUID id, Expected expected) {
        assertThat(scene.row(id).stateAt(scene.now())).isEqualTo(expected.state(scene.now()));
        List<VoteRow> votes = scene.stage().votes().of(List.of(id));
        assertThat(votes).hasSize(expected.voices.size());
        assertThat(votes).noneMatch(vote -> expected.isInvolved(vote.person) || expected.isInvolved(vote.seat));
        assertThat(gateway.runs(id)).isLessThanOrEqualTo(1);
    }
}
