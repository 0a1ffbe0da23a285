// SPDX-License-Identifier: Apache-2.0
/// Whether every session that gateways had is in the log: what they say of their chains, under their
/// own keys, against what is stored.
@NullMarked
package dev.portcullis.audit.heartbeats;

import org.jspecify.annotations.NullMarked;
