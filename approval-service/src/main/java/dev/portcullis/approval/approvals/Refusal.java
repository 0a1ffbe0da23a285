// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.ApprovalState;
import java.util.List;

/// Why something was not done. Everything this service refuses once the caller is known is one of these.
public sealed interface Refusal {

    /// What is wrong with the request itself: every fault found.
    record Invalid(List<String> errors) implements Refusal {
        public Invalid {
            errors = List.copyOf(errors);
        }

        Invalid(String error) {
            this(List.of(error));
        }
    }

    /// There is no such approval, or none that the caller may know of.
    record NotFound() implements Refusal {}

    /// The voter asked for it, or acts for the one who did.
    record OwnRequest() implements Refusal {}

    /// The token says that somebody else acts in the voter's name.
    record ActsForAnother() implements Refusal {}

    /// No group of the voter is named in the quorum.
    record NoSay(String quorum) implements Refusal {}

    /// The caller saw an older version.
    record Stale(long version) implements Refusal {}

    /// In this state it is not possible any more, or not yet.
    record WrongState(ApprovalState state) implements Refusal {}

    /// The digest names another command than the one held.
    record OtherCommand() implements Refusal {}

    /// It belongs to another session or another requester.
    record OtherSession() implements Refusal {}

    /// This person has voted.
    record AlreadyVoted() implements Refusal {}

    /// The idempotency key was used with another content.
    record KeyReused() implements Refusal {}

    /// This command's id is known with another command.
    record CommandIdReused() implements Refusal {}

    /// The word for logs, audit events and clients that branch on it.
    default String word() {
        return switch (this) {
            case Invalid _ -> "invalid";
            case NotFound _ -> "not-found";
            case OwnRequest _ -> "own-request";
            case ActsForAnother _ -> "acts-for-another";
            case NoSay _ -> "no-say";
            case Stale _ -> "stale";
            case WrongState(var state) ->
                switch (state) {
                    case PENDING -> "not-approved";
                    case APPROVED -> "already-approved";
                    case CONSUMED -> "already-consumed";
                    case REJECTED -> "rejected";
                    case EXPIRED -> "expired";
                    case WITHDRAWN -> "withdrawn";
                };
            case OtherCommand _ -> "other-command";
            case OtherSession _ -> "other-session";
            case AlreadyVoted _ -> "already-voted";
            case KeyReused _ -> "key-reused";
            case CommandIdReused _ -> "command-id-reused";
        };
    }
}
