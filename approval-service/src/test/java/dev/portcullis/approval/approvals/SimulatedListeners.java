// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.changelog.Outbox;
import dev.portcullis.contracts.Topics;
import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/// Who hears of changes over a faulty Kafka: late, twice and out of order. Who goes by the version
/// knows the truth all the same.
final class SimulatedListeners {

    private final Scene scene;
    private final SimulatedGateway gateway;
    private final Map<String, ApprovalChanged> heard = new HashMap<>();

    SimulatedListeners(Scene scene, SimulatedGateway gateway) {
        this.scene = scene;
        this.gateway = gateway;
    }

    /// A consumer gets any record that is there, again or late.
    void hear() {
        scene.stage().deliveries().publishWithFaults();
        List<Outbox.Message> delivered = scene.stage().deliveries().delivered();
        if (!delivered.isEmpty()) {
            hear(scene.random().nextBoolean() ? delivered.getLast() : scene.pick(delivered));
        }
    }

    private void hear(Outbox.Message message) {
        approvalChange(message).ifPresent(change -> {
            heard.merge(change.approvalId(), change, (known, next) -> next.version() > known.version() ? next : known);
            gateway.told(change);
        });
    }

    private static Optional<ApprovalChanged> approvalChange(Outbox.Message message) {
        return message.topic().equals(Topics.APPROVAL)
                ? Optional.of(JsonMapper.shared().readValue(message.value(), ApprovalChanged.class))
                : Optional.empty();
    }

    /// Lets everything arrive, and compares what was told with what is stored.
    void settle() {
        scene.stage().deliveries().publishAll();
        List<Outbox.Message> arrived = scene.stage().deliveries().delivered();
        assertThat(Set.copyOf(arrived)).containsAll(scene.stage().records().get());

        List<Outbox.Message> firstSeen = List.copyOf(new LinkedHashSet<>(arrived));
        assertThat(firstSeen).isSortedAccordingTo(Comparator.comparingLong(Outbox.Message::id));
        scene.approvals().keySet().forEach(id -> checkHistory(id, firstSeen));
        List<Outbox.Message> shuffled = new ArrayList<>(arrived);
        Collections.shuffle(shuffled, scene.random());
        shuffled.forEach(this::hear);
        scene.approvals().keySet().forEach(id -> {
            ApprovalState stored = scene.row(id).state;
            assertThat(heard.get(id.toString()).state()).isEqualTo(stored);
            assertThat(gateway.runs(id)).isLessThanOrEqualTo(stored == ApprovalState.CONSUMED ? 1 : 0);
        });
    }

    private void checkHistory(UUID id, List<Outbox.Message> messages) {
        List<ApprovalChanged> changes = messages.stream()
                .filter(message -> message.key().equals(id.toString()))
                .flatMap(message -> approvalChange(message).stream())
                .toList();
        assertThat(changes).isNotEmpty().isSortedAccordingTo(Comparator.comparingLong(ApprovalChanged::version));
        ApprovalState first = changes.getFirst().state();
        if (first == ApprovalState.WITHDRAWN) {
            assertThat(gateway.gaveUp(id)).isTrue();
            assertThat(changes).hasSize(1);
        } else {
            assertThat(first)
                    .isEqualTo(scene.templates().isCovered(id) ? ApprovalState.APPROVED : ApprovalState.PENDING);
        }
        assertThat(changes.getLast().state()).isEqualTo(scene.row(id).state);
        // A vote that decides nothing counts the version up without being a new state.
        assertThat(changes.getLast().version()).isLessThanOrEqualTo(scene.row(id).version);
    }
}
