// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Budgets;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Has room for whatever is within the limit by itself, and remembers what was settled.
final class FakeBudgets implements Budgets {
    private final List<Long> settled = new CopyOnWriteArrayList<>();
    private final List<Long> spent = new CopyOnWriteArrayList<>();
    private final AtomicInteger forgotten = new AtomicInteger();
    private volatile boolean down;
    private volatile boolean broken;

    void down(boolean isDown) {
        down = isDown;
    }

    /// Fails in a way that nobody foresaw.
    void broken(boolean isBroken) {
        broken = isBroken;
    }

    /// Starts anew: what was reserved before is not settled here.
    void forget() {
        forgotten.incrementAndGet();
        settled.clear();
        spent.clear();
    }

    List<Long> settled() {
        return settled;
    }

    /// What was settled of money.
    List<Long> spent() {
        return spent;
    }

    @Override
    public Answer reserve(Identity identity, String connection, Demand demand) throws DependencyUnavailable {
        if (down) {
            throw new DependencyUnavailable(Refusal.Dependency.POLICY, "down");
        }
        if (broken) {
            throw new IllegalStateException("nobody foresaw this");
        }
        MoneyDemand money = demand.money();
        if (demand.limit() != null && demand.tokens() > demand.limit()) {
            return new Answer.Spent(false);
        }
        return money != null && money.micros() > money.limit()
                ? new Answer.Spent(true)
                : new Answer.Reserved(reservation());
    }

    private String reservation() {
        return "r-" + forgotten.get();
    }

    @Override
    public void settle(String id, long tokens, @Nullable Long micros) {
        if (!id.equals(reservation())) {
            return;
        }
        settled.add(tokens);
        if (micros != null) {
            spent.add(micros);
        }
    }
}
