// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

import org.jspecify.annotations.Nullable;

/// `POST /v1/budgets:reserve` of the policy service: sets tokens, money or both aside before a model is
/// asked; both or nothing.
///
/// @param issuer who vouches for the identity
/// @param subject whose budget it is
/// @param connection on which connection
/// @param tokens how many at most the request is expected to use
/// @param limit how many the identity may use on this connection today (UTC), those set aside included;
///     null where tokens are not bounded
/// @param money what it may cost; null where money is not bounded
public record BudgetRequest(
        String issuer,
        String subject,
        String connection,
        long tokens,
        @Nullable Long limit,
        @Nullable MoneyDemand money) {
    /// Tokens only.
    public BudgetRequest(String issuer, String subject, String connection, long tokens, long limit) {
        this(issuer, subject, connection, tokens, limit, null);
    }
}
