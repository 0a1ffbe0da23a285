// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.gateway.access.CommandRequest;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.sql.AnalyzedCommand;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What is to be done for one message of a unit.
sealed interface Step {
    /// Forwarded without a judgement, since it has no effect by itself.
    ///
    /// @param owed null if the target answers nothing
    record Relay(ByteBuffer frame, @Nullable Owed owed) implements Step {}

    /// A Parse: goes on unless policy denies the statement already.
    ///
    /// @param alone whether nothing of the unit runs it
    record Prepare(CommandRequest command, boolean alone, ByteBuffer frame, Owed owed) implements Step {}

    /// A command to be judged, recorded and granted before anything of it is forwarded.
    ///
    /// @param meaning for what has to be known about its result
    record Run(CommandRequest command, CommandRun run, AnalyzedCommand meaning, ByteBuffer frame, Owed owed)
            implements Step {}

    /// Execute: part of the command that its portal was bound as.
    ///
    /// @param again the command, if the Bind was in an earlier unit: policy may have come to deny it since
    record Execute(Portal portal, String name, @Nullable CommandRequest again, ByteBuffer frame) implements Step {}

    /// Nothing of this reaches the target.
    ///
    /// @param refusal for the record; null for a mistake of the client that the target would have refused
    ///     itself
    /// @param command what was refused, if it could be read
    record Refuse(
            BackendMessage.ErrorResponse answer,
            @Nullable Refusal refusal,
            @Nullable CommandRequest command,
            String what)
            implements Step {
        static Refuse of(Refusal refusal, @Nullable CommandRequest command, String what) {
            return new Refuse(PostgresRefusals.error(refusal), refusal, command, what);
        }
    }
}
