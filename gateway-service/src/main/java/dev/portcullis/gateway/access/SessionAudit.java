// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.decision.Decision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The record of one session: an unbroken chain of events, and the recording of what the client saw. Safe to
/// call from several threads; events are numbered and linked in the order of the calls.
public interface SessionAudit {

    /// The session begins.
    void started(Decision decision, AuditLog.Durable durable);

    /// The session has been logged in at its target.
    void connected(TargetLogin login);

    /// These commands are about to be forwarded. One call, one batch, one sync.
    void intend(List<Verdict.Allowed> commands, AuditLog.Durable durable);

    /// The command will not be forwarded. Never waits: there is no effect that would need a record first.
    void refused(CommandRequest command, Refusal refusal);

    /// Something was refused before it could be read as a command.
    void refused(String what, Refusal refusal);

    /// The command waits for people.
    void held(CommandRequest command, Decision decision, String approvalId);

    /// What became of a forwarded command.
    void outcome(Outcome outcome);

    /// The session is over. The last event of the chain.
    void ended(String why);

    /// What the client saw, for replay. Bounded; cut with a mark, never silently.
    SessionRecording recording();

    /// What became of a forwarded command.
    ///
    /// @param commandId which one
    /// @param ending how it ended
    /// @param tag the target's completion tag; empty if there is none
    /// @param rows rows returned to the client
    /// @param bytes bytes of results returned to the client
    /// @param nanos from forward to end
    /// @param errorCode the target's error code in its own terms, for PostgreSQL the SQLSTATE; empty if there
    ///     was no error
    /// @param masked the output columns that were masked, each with its method, for example `email partial`
    /// @param counts what else the target counted, such as the tokens of a language model, by name
    /// @param upload the body that passed unread; null if none did
    record Outcome(
            String commandId,
            Ending ending,
            String tag,
            long rows,
            long bytes,
            long nanos,
            String errorCode,
            List<String> masked,
            Map<String, Long> counts,
            @Nullable Upload upload) {
        public Outcome {
            masked = List.copyOf(masked);
            counts = Map.copyOf(counts);
        }

        /// An outcome of a command that was read whole.
        public Outcome(
                String commandId,
                Ending ending,
                String tag,
                long rows,
                long bytes,
                long nanos,
                String errorCode,
                List<String> masked,
                Map<String, Long> counts) {
            this(commandId, ending, tag, rows, bytes, nanos, errorCode, masked, counts, null);
        }

        /// An outcome of which nothing else was counted.
        public Outcome(
                String commandId,
                Ending ending,
                String tag,
                long rows,
                long bytes,
                long nanos,
                String errorCode,
                List<String> masked) {
            this(commandId, ending, tag, rows, bytes, nanos, errorCode, masked, Map.of());
        }
    }

    /// A body that passed unread.
    ///
    /// @param bytes how much of it went to the target
    /// @param sha256 its SHA-256, in hexadecimal; empty where it did not come to its end
    record Upload(long bytes, String sha256) {}

    /// How a forwarded command ended.
    enum Ending {
        COMPLETED,
        FAILED,
        CANCELLED,
        /// the client went away before the end; what the target did is not known to the gateway
        CLIENT_LOST,
        /// the target went away before the end
        TARGET_LOST
    }
}
