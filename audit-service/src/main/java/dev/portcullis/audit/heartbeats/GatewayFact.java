// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.heartbeats;

/// What one event says about its gateway.
public sealed interface GatewayFact {

    /// It started. Nobody signed that.
    record Started(String gateway) implements GatewayFact {}

    /// It says what sessions it has; whether it does is to be verified.
    ///
    /// @param gateway who says so, as the event has it
    /// @param statement the signed note; empty if there is none
    record Beat(String gateway, String statement) implements GatewayFact {}

    /// Nothing.
    record None() implements GatewayFact {}
}
