// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.budget;

/// An amount of money.
///
/// @param micros in millionths of the currency's unit
/// @param currency its ISO 4217 code
public record Money(long micros, String currency) {}
