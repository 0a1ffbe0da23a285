// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.gateway.access.Refusal;
import java.util.List;

/// The parts of events that more than one kind of them has.
final class Details {
    /// Texts that come from outside, other than commands, are cut here.
    static final int MAX_TEXT = 4_096;

    private static final int MAX_REASONS = 200;

    private Details() {}

    static void decision(JsonBuffer out, Decision decision) {
        out.name("decision").open();
        out.name("outcome").text(decision.outcome().name());
        out.name("policyVersion").number(decision.policyVersion());
        out.name("risk").number(decision.risk());
        reasons(out, decision.reasons());
        out.close();
    }

    static void reasons(JsonBuffer out, List<Decision.Reason> reasons) {
        out.name("reasons").openArray();
        for (Decision.Reason reason : reasons.subList(0, Math.min(MAX_REASONS, reasons.size()))) {
            out.open().name("policy").text(bounded(reason.policy()));
            out.name("version").number(reason.version()).name("rule").text(bounded(reason.rule()));
            out.name("effect").text(bounded(reason.effect())).name("message").text(bounded(reason.message()));
            out.name("shadow").bool(reason.shadow()).name("failed").bool(reason.failed());
            out.close();
        }
        out.closeArray();
    }

    /// The rule that counted, as OCSF names policies; nothing if there is none.
    static void policy(JsonBuffer out, List<Decision.Reason> reasons) {
        reasons.stream().filter(reason -> !reason.shadow()).findFirst().ifPresent(reason -> {
            out.name("policy").open();
            out.name("name").text(bounded(reason.policy()));
            out.name("uid").text(bounded(reason.policy() + "/" + reason.rule()));
            out.name("version").text(Long.toString(reason.version()));
            out.name("is_applied").bool(true).close();
        });
    }

    static void refusal(JsonBuffer out, Refusal refusal) {
        out.name("refusal").text(refusal.word());
        out.name("refusalDetail").text(bounded(detail(refusal)));
        if (refusal instanceof Refusal.NotPermitted(var reasons)) {
            reasons(out, reasons);
        }
    }

    static String detail(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotAuthenticated(var why) -> why;
            case Refusal.UnknownConnection(var name) -> name;
            case Refusal.NotPermitted(var reasons) -> reasons.size() + " reasons";
            case Refusal.NotUnderstood(var why, var position) -> position == 0 ? why : why + " at " + position;
            case Refusal.TooLarge(var limit) -> "more than " + limit + " bytes";
            case Refusal.BodyNeeded(var limit, var by) -> "more than " + limit + " bytes, and read by " + by;
            case Refusal.TooMany(var limit) -> "more than " + limit + " at once";
            case Refusal.OverLimit(var limit, var _) -> limit;
            case Refusal.NotSupported(var feature) -> feature;
            case Refusal.Rejected(var approval, var by, var reason) -> approval + " by " + by + ": " + reason;
            case Refusal.HoldEnded(var approval, var state) -> approval + " " + state;
            case Refusal.Cancelled() -> "";
            case Refusal.SessionOver(var why) -> why;
            case Refusal.AnswerWithheld(var why) -> why;
            case Refusal.RecordingFull(var bound, var _, var endsSession) ->
                bound + (endsSession ? "; the session ends" : "");
            case Refusal.Unavailable(var dependency) -> dependency.words();
        };
    }

    /// The text, or as much of its beginning as an event holds.
    static String bounded(String text) {
        return head(text, MAX_TEXT);
    }

    /// At most this many characters, never half of a surrogate pair.
    static String head(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }
}
