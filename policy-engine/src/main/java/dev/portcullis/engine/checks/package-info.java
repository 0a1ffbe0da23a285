// SPDX-License-Identifier: Apache-2.0
/// What is found out about a policy before it counts: whether it does what its own tests expect, which of its rules
/// they reach, and what in it cannot be meant.
@NullMarked
package dev.portcullis.engine.checks;

import org.jspecify.annotations.NullMarked;
