// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

import org.jspecify.annotations.Nullable;

/// What was set aside. It counts as used until somebody says how much was.
///
/// @param id names it in `POST /v1/budgets/{id}/settlement`
/// @param left how many tokens are left today after it; null where they are not bounded
public record BudgetReservation(String id, @Nullable Long left) {}
