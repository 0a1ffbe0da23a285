// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import dev.portcullis.contracts.command.HttpFacts;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Decision.Reason;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is said of requests whose bodies pass unread. A rule that would have to look into one cannot be evaluated, and
/// takes its strictest reading; the caller is told that the size is what stands against it.
public final class UnreadBody {
    private UnreadBody() {}

    /// The refusal of a request because something has to look into its body.
    ///
    /// @param by what, in words
    public static Refusal.BodyNeeded needed(GatewaySession session, String by) {
        HttpTarget target = Objects.requireNonNull(session.connection().http());
        return new Refusal.BodyNeeded(target.limits().requestBytes(), by);
    }

    static Refusal denied(GatewaySession session, CommandRequest command, Decision decision) {
        List<Reason> counted =
                decision.reasons().stream().filter(reason -> !reason.shadow()).toList();
        boolean deniedAnyway = counted.stream()
                .anyMatch(reason -> reason.effect().equals("deny")
                        && !reason.failed()
                        && !reason.rule().isEmpty());
        String unevaluated = counted.stream()
                .filter(Reason::failed)
                .map(reason -> reason.policy() + "/" + reason.rule())
                .collect(Collectors.joining(", "));
        return isUnread(command) && !deniedAnyway && !unevaluated.isEmpty()
                ? needed(session, "the policy " + unevaluated)
                : new Refusal.NotPermitted(decision.reasons());
    }

    /// Why nobody is asked about it; null if people may be. They decide on every byte.
    static @Nullable Refusal held(GatewaySession session, CommandRequest command) {
        return isUnread(command) ? needed(session, "the people who would have to approve it") : null;
    }

    private static boolean isUnread(CommandRequest command) {
        return command.facts() instanceof HttpFacts http && http.unread();
    }
}
