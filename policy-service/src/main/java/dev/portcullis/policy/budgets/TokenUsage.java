// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.budgets;

/// What one identity used on one connection on one day, what is set aside included.
///
/// @param issuer who vouches for the identity
/// @param subject whose
/// @param connection where
/// @param tokens how many
public record TokenUsage(String issuer, String subject, String connection, long tokens) {}
