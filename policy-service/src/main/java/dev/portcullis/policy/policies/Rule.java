// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.policies;

import dev.portcullis.policy.rules.Condition;
import dev.portcullis.policy.rules.Scope;

/// One rule of a policy, compiled.
///
/// @param name unique in its policy
/// @param scope what it judges
/// @param effect what it asks for
/// @param condition when
/// @param message what its author wants the caller to read; empty if nothing
/// @param shadow evaluated and reported, but without any effect
public record Rule(String name, Scope scope, Effect effect, Condition condition, String message, boolean shadow) {}
