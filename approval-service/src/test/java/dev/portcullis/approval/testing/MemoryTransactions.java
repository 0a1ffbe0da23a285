// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.testing;

import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/// Transactions over tables in memory: all or nothing. A process may be made to die at any step of one.
public final class MemoryTransactions extends AbstractPlatformTransactionManager {

    private static final long serialVersionUID = 1L;

    /// The process died; what was not committed never happened.
    public static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Died() {
            super("died", null, false, false);
        }
    }

    /// A table that can go back to how it was, once it is added.
    public abstract static class Table {

        private final transient MemoryTransactions transactions;

        protected Table(MemoryTransactions transactions) {
            this.transactions = transactions;
        }

        /// One step of the process, at which it may die. To be called first in everything a table does.
        protected final void step() {
            transactions.step();
        }

        /// Remembers how everything is; what is returned brings it back.
        protected abstract Runnable remember();
    }

    private final transient List<Table> tables = new ArrayList<>();
    private transient List<Runnable> undo = List.of();
    private int stepsToLive = -1;

    /// A table that takes part.
    public void add(Table table) {
        tables.add(table);
    }

    /// Lets the process die at the given step from now; with 0 at the very next.
    public void dieAfter(int steps) {
        stepsToLive = steps;
    }

    /// Lets it live, whatever was said before.
    public void live() {
        stepsToLive = -1;
    }

    private void step() {
        if (stepsToLive >= 0 && stepsToLive-- == 0) {
            throw new Died();
        }
    }

    @Override
    protected Object doGetTransaction() {
        return this;
    }

    @Override
    protected boolean isExistingTransaction(Object transaction) {
        return !undo.isEmpty();
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        undo = tables.stream().map(Table::remember).toList();
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        try {
            step();
            undo = List.of();
        } catch (Died e) {
            doRollback(status);
            throw e;
        }
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        undo.forEach(Runnable::run);
        undo = List.of();
    }

    @Override
    protected void doSetRollbackOnly(DefaultTransactionStatus status) {
        // The outermost transaction fails by the same exception.
    }
}
