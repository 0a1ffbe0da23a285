// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.delegations.Delegation;
import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.testing.RunningService;
import dev.portcullis.contracts.approval.VoteRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Who decides: people with groups by chance, one of them with a second name, and an account that is
/// nobody. They vote on anything, at any time, and lend each other their word.
final class SimulatedPeople {

    private static final List<String> GROUPS = List.of("dba", "security", "sre", "owner");
    private static final List<String> NAMES = List.of(
            "person-0", "person-1", "person-2", "person-3", "person-4", "person-5", "person-0-admin", "svc-bot");
    private static final int HUMANS = 6;

    private final Scene scene;
    private final List<Caller> people = new ArrayList<>();
    private final List<Delegation> lent = new ArrayList<>();

    SimulatedPeople(Scene scene) {
        this.scene = scene;
        for (String name : NAMES) {
            Set<String> groups = new LinkedHashSet<>();
            GROUPS.stream().filter(group -> scene.random().nextInt(5) < 2).forEach(groups::add);
            people.add(caller(name, groups, Set.of("approver")));
        }
    }

    static Caller caller(String subject, Set<String> groups, Set<String> roles) {
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

    Caller person(int number) {
        return people.get(number);
    }

    void vote() {
        if (scene.approvals().isEmpty()) {
            return;
        }
        UUID id = scene.any();
        Expected expected = scene.approvals().get(id);
        Caller voter = scene.pick(people);
        boolean approve = !scene.oneIn(8);
        boolean rightDigest = !scene.oneIn(10);
        VoteRequest vote = new VoteRequest(approve, "because", rightDigest ? expected.asked.digest() : "0".repeat(64));
        List<Delegation> borrowed = borrowedBy(voter);
        String refusal = expected.refusalOfVote(voter, rightDigest, borrowed, scene.now());

        Outcome outcome =
                scene.perform(() -> scene.stage().voting().vote(id, vote, new Voting.Terms(null, null), voter));

        if (outcome == null) {
            return;
        }
        assertThat(Scene.wordOf(outcome)).isEqualTo(refusal);
        if (refusal.isEmpty()) {
            expected.voted(voter, approve, borrowed, scene.now());
            scene.templates().voted(expected, scene.now());
        }
    }

    void lend() {
        Caller from = people.get(scene.random().nextInt(HUMANS));
        Caller to = people.get(scene.random().nextInt(HUMANS));
        if (from.equals(to) || from.groups().isEmpty()) {
            return;
        }
        Instant now = scene.now().truncatedTo(ChronoUnit.MILLIS);
        Delegation delegation = new Delegation(
                new UUID(scene.random().nextLong(), lent.size()),
                from.subject(),
                to.subject(),
                from.groups(),
                "on leave",
                now,
                now.plusSeconds(5 + scene.random().nextInt(60)),
                null);
        Boolean done = scene.perform(() -> scene.stage().transaction().execute(status -> {
            scene.stage().delegations().insert(delegation);
            return true;
        }));
        if (done != null) {
            lent.add(delegation);
        }
        // No two begin at the same moment, so that their order is no accident.
        scene.stage().clock().advance(Duration.ofMillis(1));
    }

    private List<Delegation> borrowedBy(Caller voter) {
        return lent.stream()
                .filter(delegation ->
                        delegation.to().equals(Expected.person(voter.subject())) && delegation.counts(scene.now()))
                .toList();
    }
}
