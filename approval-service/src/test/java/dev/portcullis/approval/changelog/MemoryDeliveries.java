// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Publishes what is in memory: some of it, and some of it again.
public final class MemoryDeliveries implements Deliveries {

    private static final int ROUND = 5;

    private final MemoryChangeStore store;
    private final Random random;
    private final List<Outbox.Message> delivered = new ArrayList<>();
    private int published;

    public MemoryDeliveries(MemoryChangeStore store, Random random) {
        this.store = store;
        this.random = random;
    }

    @Override
    public void publishWithFaults() {
        int end = Math.min(store.records().size(), published + random.nextInt(ROUND));
        delivered.addAll(store.records().subList(published, end));
        if (random.nextInt(4) > 0) {
            published = end;
        }
        // Otherwise it died between the acknowledgement and its own commit, and begins again where it was.
    }

    @Override
    public void publishAll() {
        delivered.addAll(store.records().subList(published, store.records().size()));
        published = store.records().size();
    }

    @Override
    public List<Outbox.Message> delivered() {
        return delivered;
    }
}
