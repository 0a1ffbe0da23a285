// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Questions that were put to people, and what they said.
final class Approvals implements Tally {

    private static final class Approval {
        private final Cites log = new Cites();
        private final Set<String> yes = new TreeSet<>();
        private final Set<String> no = new TreeSet<>();
        private String about = "";
        private String connection = "";
        private String requester = "";
        private String quorum = "";
        private String asked = "";
        private String state = "";
        private String ended = "";
        private String used = "";
    }

    private final Map<String, Approval> approvals = new LinkedHashMap<>();

    @Override
    public void take(CitedEvent event) {
        // What was refused changed nothing.
        if (!event.kind().startsWith("approval.") || event.has("refusal")) {
            return;
        }
        Approval approval = approvals.computeIfAbsent(Cell.of(event.own("approvalId")), _ -> new Approval());
        approval.log.add(event);
        approval.about = Cell.of(event.own("approvalKind"));
        approval.connection = Cell.of(event.own("connection"));
        approval.requester = Cell.of(event.own("requester"));
        approval.quorum = Cell.of(event.own("quorum"));
        approval.state = Cell.of(event.own("state"));
        switch (event.kind()) {
            case "approval.requested" -> approval.asked = event.time();
            case "approval.voted" ->
                (event.flag("approve") ? approval.yes : approval.no).add(Cell.of(Votes.voter(event)));
            case "approval.ended" -> approval.ended = event.time();
            case "approval.consumed" -> approval.used = event.time();
            default -> {}
        }
    }

    /// Who said yes to this question.
    Set<String> approvers(String approvalId) {
        Approval approval = approvals.get(Cell.of(approvalId));
        return approval == null ? Set.of() : approval.yes;
    }

    Table table() {
        return new Table(
                "approvals",
                "Approvals",
                "Each question that was put to people: a command that was held, a grant, a template. The votes are below.",
                List.of(
                        "approval",
                        "of",
                        "connection",
                        "requester",
                        "asked",
                        "quorum",
                        "yes",
                        "no",
                        "state",
                        "ended",
                        "used",
                        "log"),
                approvals.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static List<String> row(String id, Approval approval) {
        return List.of(
                id,
                approval.about,
                approval.connection,
                approval.requester,
                approval.asked,
                approval.quorum,
                String.join(", ", approval.yes),
                String.join(", ", approval.no),
                approval.state,
                approval.ended,
                approval.used,
                approval.log.toString());
    }
}
