// SPDX-License-Identifier: Apache-2.0
/// Witnesses: others who see, by the C2SP protocol tlog-witness, that the log only grows, and say so with a
/// signature. Whether they answer or not, events are stored.
@NullMarked
package dev.portcullis.audit.witness;

import org.jspecify.annotations.NullMarked;
