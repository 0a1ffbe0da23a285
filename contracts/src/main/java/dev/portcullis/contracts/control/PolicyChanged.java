// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.control;

import java.time.Instant;

/// A record of [dev.portcullis.contracts.Topics#POLICY]: the set of policies, connections and classifications
/// has a new version, and answers made under an older one are void. The policy service repeats the current
/// version every few seconds, so that a gateway that hears nothing knows that it has lost the topic.
///
/// @param version the version of the whole set
/// @param kind `policy`, `connection`, `classification`, or `heartbeat` when nothing changed
/// @param name which one; empty for a heartbeat
/// @param at when
public record PolicyChanged(long version, String kind, String name, Instant at) {}
