// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Has room for whatever is within the limit by itself, and remembers what was settled.
final class FakeBudgets implements Budgets {
    private final List<Long> settled = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    void down(boolean isDown) {
        down = isDown;
    }

    List<Long> settled() {
        return settled;
    }

    @Override
    public Optional<String> reserve(Identity identity, String connection, long tokens, long limit)
            throws DependencyUnavailable {
        if (down) {
            throw new DependencyUnavailable(Refusal.Dependency.POLICY, "down");
        }
        return tokens <= limit ? Optional.of("r") : Optional.empty();
    }

    @Override
    public void settle(String id, long tokens) {
        settled.add(tokens);
    }
}
