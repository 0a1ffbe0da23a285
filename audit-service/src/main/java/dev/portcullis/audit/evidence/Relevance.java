// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.evidence;

import dev.portcullis.contracts.audit.AuditKind;
import dev.portcullis.merkle.evidence.CitedEvent;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether an event outside of sessions belongs to a question. What was in force, what was found wrong,
/// what is held, what the log gave up and when gateways ran belongs to every question.
final class Relevance {

    private static final Set<String> ALWAYS = Stream.of(
                    AuditKind.POLICY_CHANGED,
                    AuditKind.CONNECTION_CHANGED,
                    AuditKind.CLASSIFICATION_CHANGED,
                    AuditKind.DELEGATION_CHANGED,
                    AuditKind.INTEGRITY_FINDING,
                    AuditKind.RETENTION_APPLIED,
                    AuditKind.HOLD_SET,
                    AuditKind.HOLD_LIFTED,
                    AuditKind.GATEWAY_STARTED,
                    AuditKind.GATEWAY_STOPPED)
            .map(AuditKind::word)
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> ABOUT_A_SESSION = Stream.of(
                    AuditKind.RECORD_READ,
                    AuditKind.SESSION_KILLED,
                    AuditKind.ERASURE_ASKED,
                    AuditKind.RECORDING_ERASED)
            .map(AuditKind::word)
            .collect(Collectors.toUnmodifiableSet());

    private final Question question;
    private final KnownSessions sessions;

    Relevance(Question question, KnownSessions sessions) {
        this.question = question;
        this.sessions = sessions;
    }

    boolean of(CitedEvent event) {
        if (event.kind().equals(AuditKind.GATEWAY_HEARTBEAT.word())) {
            // There are thousands a day, and none says who did what.
            return false;
        }
        if (question.isAboutEverything() || ALWAYS.contains(event.kind())) {
            return true;
        }
        return (isOfTheIdentity(event) && isOfTheConnection(event)) || isAboutASessionOfIt(event);
    }

    private boolean isOfTheIdentity(CitedEvent event) {
        return question.identity().isEmpty()
                || Stream.of(
                                event.text("actor.user.uid"),
                                event.text("user.uid"),
                                event.own("requester"),
                                event.own("subject"),
                                event.own("proposer"),
                                event.own("person"))
                        .anyMatch(question.identity()::equals);
    }

    private boolean isOfTheConnection(CitedEvent event) {
        return question.connection().isEmpty() || event.own("connection").equals(question.connection());
    }

    // Who read a recording or had it erased, or ended a session, is part of what became of that session.
    private boolean isAboutASessionOfIt(CitedEvent event) {
        return ABOUT_A_SESSION.contains(event.kind())
                && sessions.belong(event.text("resources[0].name", "resources[0].uid"), question);
    }
}
