// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.refusals;

import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.template.TemplateState;
import java.util.List;

/// Why something was not done. Everything this service refuses once the caller is known is one of these.
public sealed interface Refusal {

    /// What is wrong with the request itself: every fault found.
    record Invalid(List<String> errors) implements Refusal {
        public Invalid {
            errors = List.copyOf(errors);
        }

        public Invalid(String error) {
            this(List.of(error));
        }
    }

    /// There is no such approval, or none that the caller may know of.
    record NotFound() implements Refusal {}

    /// The voter asked for it, or acts for the one who did.
    record OwnRequest() implements Refusal {}

    /// The token says that somebody else acts in the voter's name.
    record ActsForAnother() implements Refusal {}

    /// The voter is a service account; people decide.
    record NotAPerson() implements Refusal {}

    /// No group of the voter is named in the quorum.
    record NoSay(String quorum) implements Refusal {}

    /// A group of the voter is named in the quorum, but not at this hour or not this early.
    record NotYet(String quorum) implements Refusal {}

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

    /// Nobody may be granted this, or not this much of it.
    record NotGrantable(String why) implements Refusal {}

    /// The grant is in a state that does not allow it.
    record WrongGrantState(GrantState state) implements Refusal {}

    /// Nobody may propose this template, or not this much of it.
    record NotCoverable(String why) implements Refusal {}

    /// The template that covered it is over.
    record TemplateOver() implements Refusal {}

    /// The template is in a state that does not allow it.
    record WrongTemplateState(TemplateState state) implements Refusal {}

    /// The word for logs, audit events and clients that branch on it.
    default String word() {
        return switch (this) {
            case Invalid _ -> "invalid";
            case NotFound _ -> "not-found";
            case OwnRequest _ -> "own-request";
            case ActsForAnother _ -> "acts-for-another";
            case NotAPerson _ -> "not-a-person";
            case NoSay _ -> "no-say";
            case NotYet _ -> "not-yet";
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
            case NotGrantable _ -> "not-grantable";
            case NotCoverable _ -> "not-coverable";
            case TemplateOver _ -> "template-over";
            case WrongTemplateState(var state) ->
                switch (state) {
                    case PROPOSED -> "not-decided";
                    case ACTIVE -> "active";
                    case ENDED -> "ended";
                    case REFUSED -> "refused";
                };
            case WrongGrantState(var state) ->
                switch (state) {
                    case REQUESTED -> "not-decided";
                    case ACTIVE -> "active";
                    case ENDED -> "ended";
                    case REFUSED -> "refused";
                };
        };
    }
}
