// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

/// What one identity spent on one connection on one day in one currency, what is set aside included.
///
/// @param issuer who vouches for the identity
/// @param subject whose
/// @param connection where
/// @param currency the ISO 4217 code
/// @param micros how much, in millionths of its unit
public record MoneyUsage(String issuer, String subject, String connection, String currency, long micros) {}
