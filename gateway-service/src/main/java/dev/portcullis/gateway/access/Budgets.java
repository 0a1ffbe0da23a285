// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.budget.MoneyDemand;
import dev.portcullis.contracts.identity.Identity;
import org.jspecify.annotations.Nullable;

/// Budgets of tokens and money, kept for all gateways together.
public interface Budgets {

    /// Sets aside what a request may use, all of it or nothing. Blocks.
    Answer reserve(Identity identity, String connection, Demand demand) throws DependencyUnavailable;

    /// Says how much was used. Never blocks, and never fails: what cannot be told stays counted as it was
    /// set aside.
    ///
    /// @param micros what it cost, in millionths of the currency's unit; null where nothing of money was
    ///     set aside
    void settle(String id, long tokens, @Nullable Long micros);

    /// What a request may use.
    ///
    /// @param tokens how many
    /// @param limit how many the identity may use on this connection today; null where tokens are not
    ///     bounded
    /// @param money what it may cost, and how much may be spent today; null where money is not bounded
    record Demand(
            long tokens, @Nullable Long limit, @Nullable MoneyDemand money) {}

    /// What became of it.
    sealed interface Answer {
        /// It is set aside.
        ///
        /// @param id to settle under
        record Reserved(String id) implements Answer {}

        /// There is not so much left.
        ///
        /// @param money whether it is the money; else the tokens
        record Spent(boolean money) implements Answer {}
    }
}
