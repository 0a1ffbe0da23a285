// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.testing.MemoryTransactions;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What all parties of a simulated world share: the stage they play on, one source of chance, and what should be by the
/// rules.
record Scene(Stage stage, Random random, Map<UUID, Expected> approvals, ExpectedTemplates templates) {

    /// Does it, unless the service dies before it is committed: then nothing is answered.
    <T> @Nullable T perform(Supplier<@Nullable T> work) {
        if (oneIn(5)) {
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

    Instant now() {
        return stage.clock().instant();
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /// Any approval there ever was.
    UUID any() {
        return pick(List.copyOf(approvals.keySet()));
    }

    ApprovalRow row(UUID id) {
        return stage.rows().findById(id).orElseThrow();
    }

    /// The word of the refusal; empty if it was done.
    static String wordOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done _ -> "";
            case Outcome.Refused(var why) -> why.word();
        };
    }

    static Quorum parse(String quorum) {
        try {
            return Quorum.parse(quorum);
        } catch (QuorumSyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
