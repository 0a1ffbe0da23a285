// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.notifications;

import dev.portcullis.contracts.approval.ApprovalChanged;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.grant.GrantChanged;
import dev.portcullis.contracts.grant.GrantState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds out what is to be told of a change, and puts it into few words.
@Component
final class Notices {

    private static final int MAX_NAME = 200;
    private static final int MAX_WORDS = 300;
    private static final int MAX_RULES = 5;

    private final NotificationProperties properties;
    private final Subjects subjects;

    Notices(NotificationProperties properties, Subjects subjects) {
        this.properties = properties;
        this.subjects = subjects;
    }

    /// The same notice for every channel, but for how much of a command it may show.
    interface Told {
        Notice with(int commandCharacters);
    }

    /// One occasion, and what is told.
    record Telling(Occasion occasion, UUID item, Told told) {}

    Optional<Telling> of(ApprovalChanged change) {
        UUID id = UUID.fromString(change.approvalId());
        return switch (change.state()) {
            case PENDING ->
                Optional.of(open(change.version() == 1 ? Occasion.ASKED : Occasion.ESCALATED, id, change.at()));
            // Without anybody's word it was agreed to in advance, and nobody was told that it was asked.
            case APPROVED ->
                change.by().isEmpty()
                        ? Optional.empty()
                        : Optional.of(closed(Occasion.DECIDED, id, change, change.state()));
            case REJECTED -> Optional.of(closed(Occasion.DECIDED, id, change, change.state()));
            case EXPIRED -> Optional.of(closed(Occasion.EXPIRED, id, change, change.state()));
            // A question about access is used up with the yes; a command only by its gateway, which is nobody's news.
            case CONSUMED ->
                subjects.asked(id).kind() == ApprovalKind.COMMAND
                        ? Optional.empty()
                        : Optional.of(closed(Occasion.DECIDED, id, change, ApprovalState.APPROVED));
            case WITHDRAWN -> Optional.empty();
        };
    }

    Optional<Telling> of(GrantChanged change) {
        if (!change.breakGlass()) {
            return Optional.empty();
        }
        UUID id = UUID.fromString(change.grantId());
        if (change.state() == GrantState.ACTIVE && change.version() == 1) {
            return Optional.of(breakGlass(Occasion.EMERGENCY, id, change, change.endsAt()));
        }
        return subjects.review(id)
                .filter(review -> change.state() == GrantState.ENDED
                        && change.by().isEmpty()
                        && review.closedAt() == null
                        && !change.at().isBefore(review.dueAt()))
                .map(review -> breakGlass(Occasion.OVERDUE, id, change, review.dueAt()));
    }

    /// A question that still waits for an answer.
    Telling open(Occasion occasion, UUID id, Instant at) {
        Subjects.Asked asked = subjects.asked(id);
        List<String> rules = asked.rules().stream()
                .limit(MAX_RULES)
                .map(rule -> InertText.of(rule, MAX_WORDS))
                .toList();
        String quorum = InertText.of(asked.quorum(), MAX_WORDS);
        return told(occasion, id, asked, rules, quorum, "", "", at);
    }

    private Telling closed(Occasion occasion, UUID id, ApprovalChanged change, ApprovalState outcome) {
        String by = InertText.of(change.by(), MAX_NAME);
        return told(occasion, id, subjects.asked(id), List.of(), "", outcome.name(), by, change.at());
    }

    private Telling told(
            Occasion occasion,
            UUID id,
            Subjects.Asked asked,
            List<String> rules,
            String quorum,
            String outcome,
            String by,
            Instant at) {
        return new Telling(
                occasion,
                id,
                characters -> new Notice(
                        occasion,
                        about(asked),
                        id.toString(),
                        InertText.of(asked.connection(), MAX_NAME),
                        InertText.of(asked.requester(), MAX_NAME),
                        rules,
                        quorum,
                        occasion.isOpen() ? asked.expiresAt() : null,
                        outcome,
                        by,
                        characters == 0 ? "" : InertText.of(asked.request().text(), characters),
                        link(asked, id),
                        at));
    }

    private static Notice.About about(Subjects.Asked asked) {
        return switch (asked.kind()) {
            case COMMAND -> Notice.About.COMMAND;
            case GRANT -> Notice.About.GRANT;
            case TEMPLATE -> Notice.About.TEMPLATE;
        };
    }

    private String link(Subjects.Asked asked, UUID id) {
        return switch (asked.kind()) {
            case COMMAND -> properties.link() + "approvals/" + id;
            case GRANT -> properties.link() + "grants/" + UUID.fromString(asked.sessionId());
            case TEMPLATE -> properties.link() + "templates/" + UUID.fromString(asked.sessionId());
        };
    }

    private Telling breakGlass(Occasion occasion, UUID id, GrantChanged change, @Nullable Instant until) {
        Notice notice = new Notice(
                occasion,
                Notice.About.BREAK_GLASS,
                id.toString(),
                InertText.of(change.connection(), MAX_NAME),
                InertText.of(change.subject(), MAX_NAME),
                List.of(),
                "",
                until,
                "",
                "",
                "",
                properties.link() + "grants/" + id,
                change.at());
        return new Telling(occasion, id, _ -> notice);
    }
}
