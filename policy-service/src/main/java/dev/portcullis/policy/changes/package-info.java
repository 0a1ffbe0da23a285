// SPDX-License-Identifier: Apache-2.0
/// Changes of documents that take two people: one proposes, another one approves, and nobody approves what would widen
/// their own rights.
@NullMarked
package dev.portcullis.policy.changes;

import org.jspecify.annotations.NullMarked;
