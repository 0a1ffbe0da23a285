// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.refusals;

import dev.portcullis.contracts.Problems;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/// How refusals look over HTTP (RFC 9457). `reason` is for programs, `detail` for people.
public final class RefusalProblems {

    private RefusalProblems() {}

    /// The problem document of a refusal.
    public static ProblemDetail of(Refusal refusal) {
        ProblemDetail problem = switch (refusal) {
            case Refusal.Invalid(var errors) -> {
                ProblemDetail invalid = problem(HttpStatus.BAD_REQUEST, Problems.INVALID, String.join("; ", errors));
                invalid.setProperty("errors", errors);
                yield invalid;
            }
            case Refusal.NotFound _ ->
                problem(HttpStatus.NOT_FOUND, Problems.NOT_FOUND, "There is no such thing here.");
            case Refusal.OwnRequest _ -> forbidden("You, or somebody you act with, asked for this; others decide.");
            case Refusal.ActsForAnother _ ->
                forbidden("Votes are cast in one's own name; this token says that another acts in yours.");
            case Refusal.NotAPerson _ -> forbidden("This is a service account; people decide.");
            case Refusal.NotYet(var quorum) ->
                forbidden("It is too early, or not the hour, for your groups to decide: " + quorum + ".");
            case Refusal.NoSay(var quorum) -> forbidden("None of your groups is named in the quorum: " + quorum + ".");
            case Refusal.Stale(var version) ->
                problem(
                        HttpStatus.PRECONDITION_FAILED,
                        Problems.STALE,
                        "It has changed since you saw it; it is at version " + version + ". Read it again.");
            case Refusal.WrongState(var state) -> {
                ProblemDetail conflict = conflict("The approval is " + state + ".");
                conflict.setProperty("state", state);
                yield conflict;
            }
            case Refusal.OtherCommand _ ->
                conflict("The digest is that of another command than the one held. Read it again.");
            case Refusal.OtherSession _ -> conflict("The approval was given for another session or another requester.");
            case Refusal.AlreadyVoted _ -> conflict("You have voted on this approval; a vote stands.");
            case Refusal.KeyReused _ ->
                problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        Problems.INVALID,
                        "This Idempotency-Key was used for something else.");
            case Refusal.NotGrantable(var why) -> forbidden(why);
            case Refusal.WrongGrantState(var state) -> {
                ProblemDetail conflict = conflict("The grant is " + state + ".");
                conflict.setProperty("state", state);
                yield conflict;
            }
            case Refusal.NotCoverable(var why) -> forbidden(why);
            case Refusal.TemplateOver _ -> conflict("The template by which people had agreed is over.");
            case Refusal.WrongTemplateState(var state) -> {
                ProblemDetail conflict = conflict("The template is " + state + ".");
                conflict.setProperty("state", state);
                yield conflict;
            }
            case Refusal.CommandIdReused _ -> conflict("This command id is known with another command or quorum.");
        };
        problem.setProperty("reason", refusal.word());
        return problem;
    }

    private static ProblemDetail forbidden(String detail) {
        return problem(HttpStatus.FORBIDDEN, Problems.NOT_PERMITTED, detail);
    }

    private static ProblemDetail conflict(String detail) {
        return problem(HttpStatus.CONFLICT, Problems.CONFLICT, detail);
    }

    private static ProblemDetail problem(HttpStatus status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create(type));
        return problem;
    }
}
