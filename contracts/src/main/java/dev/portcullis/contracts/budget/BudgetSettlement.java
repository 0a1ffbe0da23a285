// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

/// How many of the tokens that were set aside, or how many more, were used.
///
/// @param tokens as the provider counts them
public record BudgetSettlement(long tokens) {}
