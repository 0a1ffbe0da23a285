// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.log;

import dev.portcullis.merkle.Digest;
import dev.portcullis.merkle.LeafEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The log's writer. What is appended gets its place in the tree in the caller's transaction, so that nothing is ever
/// stored without a leaf and no other transaction can slip in between.
@Component
public final class TransparencyLog {

    private final EventTable events;
    private final TreeTables tables;
    private final OwnChain ownChain;

    // Guarded by the lock of the tree_state row. Only believed if it is where the row says the tree is: a transaction
    // that
    // was rolled back, or another instance, leaves it stale.
    private volatile @Nullable TreeGrowth edge;

    TransparencyLog(EventTable events, TreeTables tables, OwnChain ownChain) {
        this.events = events;
        this.tables = tables;
        this.ownChain = ownChain;
    }

    /// Gives leaves to what the caller has stored in this transaction, and adds what the service itself has to
    /// report. The tree stays locked until the transaction ends, so this comes last in it.
    ///
    /// @return the service's own events
    public List<LogEntry> append(List<? extends LeafEntry> stored, List<OwnEvent> reports) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("the log is only written inside a transaction");
        }
        if (stored.isEmpty() && reports.isEmpty()) {
            return List.of();
        }
        TreeState before = tables.lock();
        List<LeafEntry> leaves = new ArrayList<>(stored);
        List<LogEntry> own = ownChain.link(reports);
        events.add(own);
        own.forEach(entry -> leaves.add(entry.leaf()));
        grow(before, leaves);
        return own;
    }

    /// Whether exactly this stands in the log.
    public boolean holds(LeafEntry leaf) {
        return tables.leafOf(leaf.leafId())
                .filter(found -> found.hash().equals(leaf.leafHash()))
                .isPresent();
    }

    private void grow(TreeState before, List<LeafEntry> leaves) {
        TreeGrowth growth = edgeAt(before).copy();
        List<Digest> leafHashes = leaves.stream().map(LeafEntry::leafHash).toList();
        leafHashes.forEach(growth::append);
        tables.insertLeaves(before.size(), leaves, leafHashes);
        tables.insertTiles(growth.filled());
        tables.advance(before, growth.state());
        edge = growth;
    }

    private TreeGrowth edgeAt(TreeState state) {
        TreeGrowth known = edge;
        return known != null && known.state().equals(state) ? known : TreeGrowth.from(state, tables);
    }
}
