// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.people.Calendars;
import dev.portcullis.approval.requests.Preconditions;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ConsumeRequest;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.quorum.Quorum;
import dev.portcullis.contracts.quorum.QuorumSyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Whether a body is complete and within its bounds. The records of the contract carry what the caller
/// sent, so any part may be missing.
@Component
final class RequestChecks {

    private static final int MAX_NAME = 256;
    private static final int MAX_REASON = 2_000;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final ApprovalProperties properties;
    private final Calendars calendars;

    RequestChecks(ApprovalProperties properties, Calendars calendars) {
        this.calendars = calendars;
        this.properties = properties;
    }

    List<String> problemsOf(ApprovalRequest asked) {
        return all(
                name("commandId", asked.commandId()),
                name("connection", asked.connection()),
                name("sessionId", asked.sessionId()),
                digest(asked.digest()),
                requester(asked.requester()),
                command(asked),
                asked.reasons() == null ? "reasons: missing" : null,
                quorum(asked.quorum()),
                asked.ttlSeconds() < 1
                                || asked.ttlSeconds() > properties.maxTtl().toSeconds()
                        ? "ttlSeconds: must be from 1 to " + properties.maxTtl().toSeconds()
                        : null);
    }

    List<String> problemsOf(VoteRequest vote, @Nullable String idempotencyKey) {
        return all(
                digest(vote.digest()),
                text("reason", vote.reason(), MAX_REASON),
                Preconditions.problemOfKey(idempotencyKey));
    }

    List<String> problemsOf(ConsumeRequest consume) {
        return all(
                digest(consume.digest()),
                name("sessionId", consume.sessionId()),
                name("requester", consume.requester()));
    }

    List<String> problemsOfReason(String reason) {
        return all(text("reason", reason, MAX_REASON));
    }

    private @Nullable String command(ApprovalRequest asked) {
        String problem = text("text", asked.text(), properties.maxCommand());
        if (problem != null || asked.parameters() == null) {
            return problem == null ? "parameters: missing" : problem;
        }
        for (String parameter : asked.parameters()) {
            if (parameter != null && text("parameters", parameter, properties.maxCommand()) != null) {
                return "parameters: each must be well-formed text of at most " + properties.maxCommand()
                        + " characters";
            }
        }
        return null;
    }

    private static @Nullable String requester(@Nullable Identity requester) {
        if (requester == null) {
            return "requester: missing";
        }
        if (requester.clientId() == null || requester.tokenId() == null || requester.expiresAt() == null) {
            return "requester: incomplete";
        }
        String problem = name("requester.subject", requester.subject());
        return problem == null ? name("requester.issuer", requester.issuer()) : problem;
    }

    private @Nullable String quorum(@Nullable String quorum) {
        if (quorum == null) {
            return "quorum: missing";
        }
        try {
            return Quorum.parse(quorum).terms().stream()
                    .map(Quorum.Of::within)
                    .filter(calendar ->
                            !calendar.isEmpty() && !calendars.names().contains(calendar))
                    .findFirst()
                    .map(calendar -> "quorum: there is no calendar " + calendar)
                    .orElse(null);
        } catch (QuorumSyntaxException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String digest(@Nullable String digest) {
        return digest != null && DIGEST.matcher(digest).matches()
                ? null
                : "digest: must be 64 lower-case hexadecimal digits";
    }

    private static @Nullable String name(String what, @Nullable String value) {
        return value == null || value.isBlank() ? what + ": missing" : text(what, value, MAX_NAME);
    }

    /// A lone surrogate becomes a question mark in UTF-8, so two different texts would share a digest.
    private static @Nullable String text(String what, @Nullable String value, int max) {
        if (value == null) {
            return what + ": missing";
        }
        if (value.length() > max) {
            return what + ": longer than " + max + " characters";
        }
        boolean wellFormed = value.indexOf('\0') < 0
                && value.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        return wellFormed ? null : what + ": not well-formed text";
    }

    private static List<String> all(@Nullable String... problems) {
        return Arrays.stream(problems).filter(Objects::nonNull).toList();
    }
}
