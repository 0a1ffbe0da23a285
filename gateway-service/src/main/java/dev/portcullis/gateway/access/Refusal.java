// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.decision.Decision;
import java.util.List;

/// Why a session or command is not let through. Each protocol renders every case in its own terms; a new case
/// stops the compiler at every renderer.
public sealed interface Refusal {

    /// What it is called in events, metrics and traces.
    default String word() {
        return switch (this) {
            case NotAuthenticated _ -> "not-authenticated";
            case UnknownConnection _ -> "unknown-connection";
            case NotPermitted _ -> "not-permitted";
            case NotUnderstood _ -> "not-understood";
            case TooLarge _ -> "too-large";
            case BodyNeeded _ -> "body-needed";
            case TooMany _ -> "too-many";
            case OverLimit _ -> "over-limit";
            case NotSupported _ -> "not-supported";
            case Rejected _ -> "rejected";
            case HoldEnded _ -> "hold-ended";
            case Cancelled _ -> "cancelled";
            case SessionOver _ -> "session-over";
            case AnswerWithheld _ -> "answer-withheld";
            case RecordingFull _ -> "recording-full";
            case Unavailable _ -> "unavailable";
        };
    }

    /// The token is missing, malformed, forged, expired, or not meant for this gateway. Says nothing that
    /// helps to forge a better one.
    record NotAuthenticated(String why) implements Refusal {}

    /// No such connection, or none that this identity may know of.
    record UnknownConnection(String name) implements Refusal {}

    /// Policy says no; every rule that had a say is named.
    record NotPermitted(List<Decision.Reason> reasons) implements Refusal {
        public NotPermitted {
            reasons = List.copyOf(reasons);
        }
    }

    /// The target's own grammar does not accept the command, or what it means could not be established.
    ///
    /// @param position the place in the command, counted in characters from 1; 0 if unknown
    record NotUnderstood(String why, int position) implements Refusal {}

    /// The command is larger than the gateway reads.
    record TooLarge(long limitBytes) implements Refusal {}

    /// A larger body than the gateway reads, and one that has to be read.
    ///
    /// @param limitBytes how much of a body is read
    /// @param by what has to look into it, in words
    record BodyNeeded(long limitBytes, String by) implements Refusal {}

    /// More requests are under way than the connection takes at once.
    record TooMany(int limit) implements Refusal {}

    /// Policy lets this identity do only so much, and that is used up.
    ///
    /// @param limit what the limit is, in words
    /// @param retryAfterSeconds when it is worth trying again
    record OverLimit(String limit, long retryAfterSeconds) implements Refusal {}

    /// The gateway does not relay this feature of the protocol.
    record NotSupported(String feature) implements Refusal {}

    /// Somebody whose word counts said no.
    record Rejected(String approvalId, String by, String reason) implements Refusal {}

    /// The hold ended without anybody's word, or its approval was already used.
    record HoldEnded(String approvalId, ApprovalState state) implements Refusal {}

    /// The caller cancelled the command before it was forwarded.
    record Cancelled() implements Refusal {}

    /// The session's end came first: its token expired, somebody ended it, the gateway stops.
    record SessionOver(String why) implements Refusal {}

    /// The command was run, and its answer cannot be passed on: it cannot be read, or not be masked.
    record AnswerWithheld(String why) implements Refusal {}

    /// There is no room for it in the recording, and policy lets nothing pass unrecorded.
    ///
    /// @param bound what there is no room for, in words
    /// @param forwarded whether the command was run and it is its answer, or the rest of it, that is not passed on
    /// @param endsSession whether the session ends with it
    record RecordingFull(String bound, boolean forwarded, boolean endsSession) implements Refusal {
        /// Why the session is over, for the record.
        public String why() {
            return "its recording has no room: " + bound;
        }
    }

    /// Something that a decision, an approval, a record or the target itself depends on does not answer. The
    /// gate stays closed.
    record Unavailable(Dependency dependency) implements Refusal {}

    /// What the gateway depends on.
    enum Dependency {
        IDENTITY("the identity provider"),
        POLICY("the policy service"),
        APPROVAL("the approval service"),
        AUDIT("the audit trail"),
        TARGET("the target"),
        CREDENTIAL("the target's credential");

        private final String words;

        Dependency(String words) {
            this.words = words;
        }

        /// The dependency as a caller reads it.
        public String words() {
            return words;
        }
    }
}
