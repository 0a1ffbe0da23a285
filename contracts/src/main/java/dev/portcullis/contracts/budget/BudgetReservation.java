// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

/// Tokens that were set aside. They count as used until somebody says how many were.
///
/// @param id names them in `POST /v1/budgets/{id}/settlement`
/// @param left how many are left today after them
public record BudgetReservation(String id, long left) {}
