// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Obligations;
import org.jspecify.annotations.Nullable;

/// What policy obliges to and a connection cannot keep, whatever its protocol. A command is refused rather than run
/// without its obligations.
public final class Obstacles {

    private Obstacles() {}

    /// Why a command cannot run under its obligations; null if nothing that all protocols share stands against it.
    public static @Nullable Refusal to(Obligations obligations, Connection connection) {
        if (obligations.recording() == Connection.RecordingLevel.FULL
                && connection.recording() != Connection.RecordingLevel.FULL) {
            return new Refusal.NotSupported("recording more than the connection does, as policy demands");
        }
        if (obligations.durability() == Connection.Durability.QUORUM
                && connection.durability() != Connection.Durability.QUORUM) {
            return new Refusal.NotSupported("a more durable record than the connection has, as policy demands");
        }
        boolean budget =
                obligations.tokensPerDay() != null || !obligations.moneyPerDay().isEmpty();
        if (budget && connection.http() == null) {
            return new Refusal.NotSupported("a budget of tokens or money, as policy demands; no model is asked here");
        }
        if (obligations.justification()) {
            return new Refusal.NotSupported("saying why, as policy demands; there is no place for it here");
        }
        return null;
    }
}
