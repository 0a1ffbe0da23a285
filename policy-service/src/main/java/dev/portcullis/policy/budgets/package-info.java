// SPDX-License-Identifier: Apache-2.0
/// How many tokens of language models each identity has used, on which connection and day.
@NullMarked
package dev.portcullis.policy.budgets;

import org.jspecify.annotations.NullMarked;
