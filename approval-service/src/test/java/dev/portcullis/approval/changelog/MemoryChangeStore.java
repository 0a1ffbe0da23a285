// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import dev.portcullis.approval.testing.MemoryTransactions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The chain and the outbox in memory.
public final class MemoryChangeStore extends MemoryTransactions.Table implements ChangeStore {

    private final List<Outbox.Message> records = new ArrayList<>();
    private Head head = new Head(0, "0".repeat(64));

    public MemoryChangeStore(MemoryTransactions transactions) {
        super(transactions);
        transactions.add(this);
    }

    /// A change log that writes here.
    public ChangeLog log(JsonMapper json) {
        return new ChangeLog(this, json, event -> {}, List.of());
    }

    /// Every committed record, in order.
    public List<Outbox.Message> records() {
        return records;
    }

    @Override
    public Head lockHead(String chain) {
        step();
        return head;
    }

    @Override
    public void move(String chain, Head next) {
        step();
        head = next;
    }

    @Override
    public void append(String topic, String key, Map<String, String> headers, byte[] value) {
        step();
        records.add(new Outbox.Message(
                records.size() + 1L, topic, key, headers, new String(value, StandardCharsets.UTF_8)));
    }

    @Override
    protected Runnable remember() {
        int size = records.size();
        Head before = head;
        return () -> {
            records.subList(size, records.size()).clear();
            head = before;
        };
    }
}
