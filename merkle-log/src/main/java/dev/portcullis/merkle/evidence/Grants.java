// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Access that was given for a time, and break-glass access with its review.
final class Grants implements Tally {

    /// What became of one grant.
    static final class Grant {
        private final Cites log = new Cites();
        private final Set<String> approvals = new TreeSet<>();
        private boolean breakGlass;
        private String requester = "";
        private String connection = "";
        private String purpose = "";
        private String ticket = "";
        private String state = "";
        private String asked = "";
        private String began = "";
        private String until = "";
        private String ended = "";
        private String endedBy = "";
        private String reviewDue = "";
        private String reviewed = "";
        private String reviewedBy = "";
        private String reviewNote = "";

        String requester() {
            return requester;
        }

        String connection() {
            return connection;
        }

        String began() {
            return began;
        }

        String ended() {
            return ended;
        }

        boolean breakGlass() {
            return breakGlass;
        }
    }

    private final Approvals questions;
    private final Map<String, Grant> grants = new LinkedHashMap<>();

    Grants(Approvals questions) {
        this.questions = questions;
    }

    @Override
    public void take(CitedEvent event) {
        if (!event.kind().startsWith("grant.") || event.has("refusal")) {
            return;
        }
        Grant grant = grants.computeIfAbsent(Cell.of(event.own("grantId")), _ -> new Grant());
        grant.log.add(event);
        grant.requester = Cell.of(event.own("requester"));
        grant.connection = Cell.of(event.own("connection"));
        grant.purpose = Cell.of(event.own("purpose"));
        grant.ticket = Cell.of(event.own("ticket"));
        grant.breakGlass = event.flag("breakGlass");
        grant.state = Cell.of(event.own("state"));
        grant.until = Cell.of(event.own("endsAt"));
        grant.reviewDue = Cell.of(event.own("reviewDue"));
        if (!event.own("approvalId").isEmpty()) {
            grant.approvals.add(Cell.of(event.own("approvalId")));
        }
        switch (event.kind()) {
            case "grant.requested" -> grant.asked = event.time();
            case "grant.changed" -> changed(grant, event);
            case "grant.reviewed" -> {
                grant.reviewed = event.time();
                grant.reviewedBy = Cell.of(event.actor());
                grant.reviewNote = Cell.of(event.own("reviewNote"));
            }
            default -> {}
        }
    }

    private static void changed(Grant grant, CitedEvent event) {
        switch (grant.state) {
            case "ACTIVE" -> grant.began = grant.began.isEmpty() ? event.time() : grant.began;
            case "ENDED", "REFUSED" -> {
                grant.ended = event.time();
                String by = event.own("by");
                grant.endedBy = Cell.of((by.isEmpty() ? "by itself" : by) + ": " + event.own("reason"));
            }
            default -> {}
        }
    }

    Collection<Grant> all() {
        return grants.values();
    }

    Set<String> approvers(Grant grant) {
        Set<String> approvers = new TreeSet<>();
        grant.approvals.forEach(approval -> approvers.addAll(questions.approvers(approval)));
        return approvers;
    }

    Table table() {
        List<List<String>> rows = new ArrayList<>();
        grants.forEach((id, grant) -> rows.add(List.of(
                id,
                grant.requester,
                grant.connection,
                grant.purpose,
                grant.ticket,
                grant.breakGlass ? "break-glass" : String.join(", ", approvers(grant)),
                grant.asked,
                grant.began,
                grant.until,
                grant.ended,
                grant.endedBy,
                grant.state,
                grant.log.toString())));
        return new Table(
                "grants",
                "Grants",
                "Access that was given for a time: asked for, agreed to, begun, ended or revoked.",
                List.of(
                        "grant",
                        "identity",
                        "connection",
                        "purpose",
                        "ticket",
                        "approved by",
                        "asked",
                        "began",
                        "until",
                        "ended",
                        "ended by",
                        "state",
                        "log"),
                rows);
    }

    Table breakGlass() {
        List<List<String>> rows = new ArrayList<>();
        grants.forEach((id, grant) -> {
            if (grant.breakGlass) {
                rows.add(List.of(
                        id,
                        grant.requester,
                        grant.connection,
                        grant.purpose,
                        grant.began,
                        grant.ended,
                        grant.reviewDue,
                        grant.reviewed,
                        grant.reviewedBy,
                        grant.reviewNote,
                        grant.log.toString()));
            }
        });
        return new Table(
                "break-glass",
                "Break-glass access and its reviews",
                "Access that began without anybody's word, and who looked at it afterwards. No review is an open one.",
                List.of(
                        "grant",
                        "identity",
                        "connection",
                        "purpose",
                        "began",
                        "ended",
                        "review due",
                        "reviewed",
                        "reviewed by",
                        "note",
                        "log"),
                rows);
    }
}
