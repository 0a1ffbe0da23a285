// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

/// `POST /v1/budgets:reserve` of the policy service: sets tokens aside before a model is asked.
///
/// @param issuer who vouches for the identity
/// @param subject whose budget it is
/// @param connection on which connection
/// @param tokens how many at most the request is expected to use
/// @param limit how many the identity may use on this connection today (UTC), those set aside included
public record BudgetRequest(String issuer, String subject, String connection, long tokens, long limit) {}
