// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.testing.MemoryTransactions;
import dev.portcullis.contracts.approval.CallOffRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What was called off, in memory.
final class MemoryCalledOff extends MemoryTransactions.Table implements CalledOffRows {

    private final Map<CallOffRequest.Filed, Instant> commands = new HashMap<>();

    MemoryCalledOff(MemoryTransactions transactions) {
        super(transactions);
        transactions.add(this);
    }

    @Override
    public void queueFor(String commandId) {
        step();
    }

    @Override
    public void add(CallOffRequest.Filed command, Instant at) {
        step();
        commands.putIfAbsent(command, at);
    }

    @Override
    public boolean contains(CallOffRequest.Filed command) {
        step();
        return commands.containsKey(command);
    }

    @Override
    public int forgetBefore(Instant time) {
        step();
        int before = commands.size();
        commands.values().removeIf(at -> at.isBefore(time));
        return before - commands.size();
    }

    @Override
    protected Runnable remember() {
        Map<CallOffRequest.Filed, Instant> before = Map.copyOf(commands);
        return () -> {
            commands.clear();
            commands.putAll(before);
        };
    }
}
