// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.sessions;

/// What one event says about its session.
public sealed interface SessionFact {

    /// It began.
    record Started(
            String subject, String issuer, String connection, String protocol, String clientAddress, String gateway)
            implements SessionFact {}

    /// A command was forwarded.
    record Forwarded() implements SessionFact {}

    /// A command was refused.
    record Refused() implements SessionFact {}

    /// A command was answered with so many rows.
    record Answered(long rows) implements SessionFact {}

    /// It ended; its recording has so many chunks.
    record Ended(String reason, long chunks) implements SessionFact {}

    /// A gateway started: whatever ran on it before has ended, whether it could say so or not.
    record GatewayStarted(String gateway) implements SessionFact {}

    /// Nothing that the list shows.
    record None() implements SessionFact {}
}
