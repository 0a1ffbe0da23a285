// SPDX-License-Identifier: Apache-2.0
/// The log: events as they came, their places in the Merkle tree, signed checkpoints, and the events this service adds
/// about itself. Everything here happens inside the transaction that stores an event or not at all.
@NullMarked
package dev.portcullis.audit.log;

import org.jspecify.annotations.NullMarked;
