// SPDX-License-Identifier: Apache-2.0
/// Decisions: the set of everything that counts as one immutable, compiled value, and the judge that answers from
/// it. Nothing matches: deny. Deny beats hold beats allow, whatever the order.
@NullMarked
package dev.portcullis.engine.decisions;

import org.jspecify.annotations.NullMarked;
