// SPDX-License-Identifier: Apache-2.0
/// Conditions: the CEL expressions of rules, type-checked against the attributes a rule may read, bounded in cost,
/// and analysed for what they read, so that a gateway knows when an answer may be used again.
@NullMarked
package dev.portcullis.engine.rules;

import org.jspecify.annotations.NullMarked;
