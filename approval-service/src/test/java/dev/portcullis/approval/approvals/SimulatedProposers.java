// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.template.CommandTemplate;
import dev.portcullis.contracts.template.TemplateProposal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// Those who would have commands agreed to in advance, and those who take it back. People decide on a
/// proposal as on any other question.
final class SimulatedProposers {

    private final Scene scene;
    private final SimulatedPeople people;

    SimulatedProposers(Scene scene, SimulatedPeople people) {
        this.scene = scene;
        this.people = people;
    }

    void propose() {
        List<UUID> shaped = scene.approvals().entrySet().stream()
                .filter(known -> ExpectedTemplates.isShaped(known.getValue().asked))
                .map(Map.Entry::getKey)
                .toList();
        if (shaped.isEmpty()) {
            return;
        }
        UUID exampleId = scene.pick(shaped);
        ApprovalRequest example = scene.approvals().get(exampleId).asked;
        Caller proposer = scene.random().nextBoolean()
                ? people.person(1)
                : SimulatedPeople.caller(example.requester().subject(), Set.of(), Set.of("agent"));
        TemplateProposal proposal = ExpectedTemplates.proposal(exampleId, scene.random());
        Optional<CommandTemplate> proposed =
                scene.perform(() -> scene.stage().templates().propose(proposal, proposer));
        if (proposed != null) {
            proposed.ifPresent(template -> isAsked(template, example));
        }
    }

    private void isAsked(CommandTemplate template, ApprovalRequest example) {
        UUID id = UUID.fromString(template.approvalId());
        ApprovalRow row = scene.row(id);
        Set<String> others = new LinkedHashSet<>(example.requester().actors());
        others.add(example.requester().subject());
        Expected question = new Expected(
                JsonMapper.shared().readValue(row.request, ApprovalRequest.class),
                Scene.parse(row.quorum),
                row.createdAt,
                row.expiresAt,
                others);
        scene.approvals().put(id, question);
        scene.templates().proposed(template, example, question);
    }

    void revoke() {
        List<ExpectedTemplates.Known> standing = scene.templates().standing(scene.now());
        if (standing.isEmpty()) {
            return;
        }
        ExpectedTemplates.Known known = scene.pick(standing);
        Boolean done = scene.perform(() -> {
            scene.stage().templates().revoke(known.proposed.id(), people.person(2));
            return true;
        });
        known.revoked = done != null;
    }
}
