// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

/// What a statement does to the transaction its session is in.
public enum TransactionEffect {
    NONE,
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    /// `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`
    TWO_PHASE
}
