// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.Refusal;
import org.jspecify.annotations.Nullable;

/// What policy obliges to and this listener cannot keep. A command is refused rather than run without its obligations.
final class Obstacles {

    private Obstacles() {}

    /// Why a command cannot run under its obligations; null if it can.
    static @Nullable Refusal to(SqlFacts facts, Obligations obligations, Connection connection) {
        if (obligations.readOnly() && !facts.readOnly()) {
            return new Refusal.NotSupported("a command that does more than read, where policy allows only reading");
        }
        if (obligations.recording() == Connection.RecordingLevel.FULL
                && connection.recording() != Connection.RecordingLevel.FULL) {
            return new Refusal.NotSupported("recording more than the connection does, as policy demands");
        }
        if (obligations.durability() == Connection.Durability.QUORUM
                && connection.durability() != Connection.Durability.QUORUM) {
            return new Refusal.NotSupported("a more durable record than the connection has, as policy demands");
        }
        if (obligations.justification()) {
            return new Refusal.NotSupported("saying why, as policy demands; PostgreSQL's protocol has no place for it");
        }
        return null;
    }
}
