// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

import org.jspecify.annotations.Nullable;

/// How much of what was set aside, or how much more, was used.
///
/// @param tokens as the provider counts them
/// @param micros what they cost, in millionths of the currency's unit; null leaves the money that was set
///     aside used
public record BudgetSettlement(long tokens, @Nullable Long micros) {}
