// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.identity.Identity;
import java.util.Optional;

/// Budgets of tokens, kept for all gateways together.
public interface Budgets {

    /// Sets tokens aside for a request. Blocks.
    ///
    /// @param tokens how many it may use
    /// @param limit how many the identity may use on this connection today
    /// @return the id to settle under; empty if there are not so many left
    Optional<String> reserve(Identity identity, String connection, long tokens, long limit)
            throws DependencyUnavailable;

    /// Says how many were used. Never blocks, and never fails: what cannot be told stays counted as it was set aside.
    void settle(String id, long tokens);
}
