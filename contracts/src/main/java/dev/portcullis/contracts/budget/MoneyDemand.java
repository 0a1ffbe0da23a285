// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

/// Money to set aside for a request, in millionths of a currency's unit.
///
/// @param currency its ISO 4217 code
/// @param micros how much the request may cost
/// @param limit how much the identity may spend on this connection today (UTC), what is set aside
///     included
public record MoneyDemand(String currency, long micros, long limit) {}
