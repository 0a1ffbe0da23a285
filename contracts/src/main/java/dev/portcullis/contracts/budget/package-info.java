// SPDX-License-Identifier: Apache-2.0
/// Budgets of tokens, as the gateway asks the policy service about them.
@NullMarked
package dev.portcullis.contracts.budget;

import org.jspecify.annotations.NullMarked;
