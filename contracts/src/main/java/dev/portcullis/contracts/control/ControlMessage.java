// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.contracts.control;

import java.time.Instant;

/// A record of [dev.portcullis.contracts.Topics#CONTROL]: every gateway obeys it within a second.
///
/// @param id unique; a record seen twice is the same order
/// @param order what to do
/// @param target what it is about: a session id, or a subject
/// @param by who ordered it
/// @param reason why, as the ended session's client will read it
/// @param at when
public record ControlMessage(String id, Order order, String target, String by, String reason, Instant at) {

    /// What to do.
    public enum Order {
        KILL_SESSION,
        REVOKE_IDENTITY
    }
}
