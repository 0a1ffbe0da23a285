// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.gateway.access.Refusal;
import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.ReportFields;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Refusals in PostgreSQL's terms: an SQLSTATE that drivers understand, what was decided and by which rule,
/// and a hint that says what to do next.
final class PostgresRefusals {
    private PostgresRefusals() {}

    /// For a command: the session goes on.
    static BackendMessage.ErrorResponse error(Refusal refusal) {
        return new BackendMessage.ErrorResponse(report("ERROR", refusal));
    }

    /// For a session: it ends with this.
    static BackendMessage.ErrorResponse fatal(Refusal refusal) {
        return new BackendMessage.ErrorResponse(report("FATAL", refusal));
    }

    static BackendMessage.ErrorResponse fatal(String sqlState, String message, String hint) {
        return new BackendMessage.ErrorResponse(hinted(ReportFields.of("FATAL", sqlState, message), hint));
    }

    /// For a result that is longer than it may be.
    static BackendMessage.ErrorResponse resultLimit(Obligations obligations) {
        String rows = obligations.rowLimit() == null ? "" : obligations.rowLimit() + " rows";
        String bytes = obligations.byteLimit() == null ? "" : obligations.byteLimit() + " bytes";
        String limit = rows + (rows.isEmpty() || bytes.isEmpty() ? "" : " or ") + bytes;
        return new BackendMessage.ErrorResponse(hinted(
                ReportFields.of("ERROR", "54000", "Portcullis: the result has more than " + limit),
                "Policy allows no more at once. Use LIMIT, or ask for less."));
    }

    private static ReportFields report(String severity, Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotAuthenticated(var why) ->
                hinted(
                        ReportFields.of(severity, "28P01", "Portcullis: the token was not accepted: " + why),
                        "Give a current access token for this gateway as the password.");
            case Refusal.UnknownConnection(var name) ->
                hinted(
                        ReportFields.of(severity, "3D000", "Portcullis: no connection \"" + printable(name) + "\""),
                        "The database name must be the name of a registered connection.");
            case Refusal.NotPermitted(var reasons) ->
                hinted(
                        ReportFields.of(severity, "42501", "Portcullis: not permitted: " + denials(reasons)),
                        "Policy refused this; nothing was run. Ask for another rule, or change the command.");
            case Refusal.NotUnderstood(var why, var position) -> {
                ReportFields report = ReportFields.of(severity, "42601", why);
                yield position > 0 ? report.with(ReportFields.POSITION, Integer.toString(position)) : report;
            }
            case Refusal.TooLarge(var limit) ->
                hinted(
                        ReportFields.of(
                                severity, "53400", "Portcullis: the command is larger than " + limit + " bytes"),
                        "Split it, or load data with COPY.");
            case Refusal.BodyNeeded(var limit, var by) ->
                hinted(
                        ReportFields.of(
                                severity,
                                "53400",
                                "Portcullis: larger than " + limit + " bytes, and has to be read: " + printable(by)),
                        "Nothing was run. Split it.");
            case Refusal.TooMany(var limit) ->
                hinted(
                        ReportFields.of(severity, "53300", "Portcullis: more than " + limit + " commands at once"),
                        "Nothing was run. Try again later.");
            case Refusal.OverLimit(var limit, var seconds) ->
                hinted(
                        ReportFields.of(severity, "53400", "Portcullis: over the limit of " + limit),
                        "Nothing was run. Try again in " + seconds + " s.");
            case Refusal.NotSupported(var feature) ->
                hinted(
                        ReportFields.of(severity, "0A000", "Portcullis: not supported here: " + feature),
                        "Nothing was run.");
            case Refusal.Rejected(var id, var by, var reason) ->
                hinted(
                        ReportFields.of(
                                severity,
                                "42501",
                                "Portcullis: approval " + id + " was rejected by " + printable(by)
                                        + (reason.isEmpty() ? "" : ": " + printable(reason))),
                        "Nothing was run.");
            case Refusal.HoldEnded(var id, var state) -> holdEnded(severity, id, state);
            case Refusal.Cancelled _ -> ReportFields.of(severity, "57014", "Portcullis: cancelled before it was run");
            case Refusal.SessionOver(var why) ->
                ReportFields.of(severity, "57P01", "Portcullis: the session is over: " + printable(why));
            case Refusal.AnswerWithheld(var why) ->
                ReportFields.of(severity, "58000", "Portcullis: the answer cannot be passed on: " + why);
            case Refusal.RecordingFull(var bound, var forwarded, var _) ->
                hinted(
                        ReportFields.of(severity, "54000", "Portcullis: no room in the session's recording: " + bound),
                        forwarded
                                ? "Policy lets nothing pass unrecorded; the command was cancelled. Ask for less at once."
                                : "Policy lets nothing pass unrecorded; nothing was run. Open a new session, or send less at once.");
            case Refusal.Unavailable(var dependency) ->
                hinted(
                        ReportFields.of(severity, "57P03", "Portcullis: " + dependency.words() + " is not available"),
                        "Nothing was run. Try again later.");
        };
    }

    private static ReportFields holdEnded(String severity, String id, ApprovalState state) {
        String what = state.name().toLowerCase(Locale.ROOT);
        return hinted(
                ReportFields.of(severity, "57014", "Portcullis: approval " + id + " cannot be used: " + what),
                "Nothing was run. Send the command again to ask for a new approval.");
    }

    private static String denials(List<Decision.Reason> reasons) {
        List<Decision.Reason> deciding = reasons.stream()
                .filter(reason -> reason.effect().equals("deny") && !reason.shadow())
                .toList();
        return (deciding.isEmpty() ? reasons : deciding)
                .stream().map(PostgresRefusals::words).collect(Collectors.joining("; "));
    }

    private static String words(Decision.Reason reason) {
        String rule = reason.policy() + "/" + reason.rule();
        return printable(reason.message().isEmpty() ? rule : rule + ": " + reason.message());
    }

    private static ReportFields hinted(ReportFields report, String hint) {
        return hint.isEmpty() ? report : report.with(ReportFields.HINT, hint);
    }

    /// People's words end up on terminals: no control characters, and no end of field.
    static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
