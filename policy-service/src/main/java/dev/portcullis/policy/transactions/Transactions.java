// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.transactions;

import jakarta.persistence.PersistenceException;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Transactions around a piece of work. Whatever leaves the work by an exception is rolled back; work
/// inside other work is part of it. What goes wrong at the database is a [DataAccessException], whoever
/// found it, or a [TransactionException].
///
/// By a call and not by an annotation: for that a class would be generated at build, which is another one
/// each time.
@Component
public final class Transactions {
    private final TransactionTemplate writing;
    private final TransactionTemplate reading;
    private final TransactionTemplate snapshot;

    Transactions(PlatformTransactionManager manager) {
        writing = new TransactionTemplate(manager);
        reading = new TransactionTemplate(manager);
        reading.setReadOnly(true);
        snapshot = new TransactionTemplate(manager);
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /// Work that changes something.
    public <T> T write(Supplier<T> work) {
        return run(writing, work);
    }

    /// Work that changes something and has no answer.
    public void write(Runnable work) {
        var _ = run(writing, () -> {
            work.run();
            return true;
        });
    }

    /// Work that changes nothing.
    public <T> T read(Supplier<T> work) {
        return run(reading, work);
    }

    /// Work that changes nothing and sees everything as of one moment.
    public <T> T readOneMoment(Supplier<T> work) {
        return run(snapshot, work);
    }

    /// For work that means nothing by itself.
    ///
    /// @throws IllegalTransactionStateException there is nothing that this is a part of
    public static void requireOne() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalTransactionStateException("this is part of a transaction, and there is none");
        }
    }

    private static <T> T run(TransactionTemplate template, Supplier<T> work) {
        try {
            return Objects.requireNonNull(template.execute(_ -> work.get()));
        } catch (PersistenceException e) {
            throw Objects.requireNonNullElse(EntityManagerFactoryUtils.convertJpaAccessExceptionIfPossible(e), e);
        }
    }
}
