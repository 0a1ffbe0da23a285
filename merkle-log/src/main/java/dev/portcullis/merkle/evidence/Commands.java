// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.merkle.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What became of commands, what was masked in their answers, and by which versions of which policies.
final class Commands implements Tally {

    private static final class Use {
        private final String first;
        private String last;
        private long decisions;

        Use(String first) {
            this.first = first;
            this.last = first;
        }
    }

    private final Sessions sessions;
    private final Counts outcomes = new Counts();
    private final Counts columns = new Counts();
    private final Counts rules = new Counts();
    private final Map<Long, Use> versions = new TreeMap<>();

    Commands(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void take(CitedEvent event) {
        if (!event.kind().startsWith("command.") && !event.kind().equals("session.started")) {
            return;
        }
        if (event.count("decision.policyVersion") > 0) {
            Use use = versions.computeIfAbsent(event.count("decision.policyVersion"), _ -> new Use(event.time()));
            use.last = event.time();
            use.decisions++;
        }
        String connection = sessions.connectionOf(event);
        switch (event.kind()) {
            case "command.intent" -> {
                String why = event.has("approvalId") ? "after an approval" : "by policy alone";
                outcomes.add(connection, "forwarded", why);
                maskRules(event);
            }
            case "command.outcome" -> {
                outcomes.add(connection, "ended", Cell.of(event.own("ending")));
                event.texts("masked").forEach(column -> columns.add(connection, Cell.of(column)));
            }
            case "command.refused" -> outcomes.add(connection, "refused", Cell.of(event.own("refusal")));
            case "command.held" -> outcomes.add(connection, "held", "");
            default -> {}
        }
    }

    private void maskRules(CitedEvent event) {
        for (int i = 0; event.has("decision.reasons[" + i + "].effect"); i++) {
            String reason = "decision.reasons[" + i + "].";
            if (event.own(reason + "effect").equals("mask") && !event.flag(reason + "shadow")) {
                rules.add(
                        Cell.of(event.own(reason + "policy")),
                        Cell.of(event.own(reason + "version")),
                        Cell.of(event.own(reason + "rule")));
            }
        }
    }

    Table outcomes() {
        return new Table(
                "commands",
                "Commands by what became of them",
                "Forwarded is counted before a command is sent on, ended when the target had answered.",
                List.of("connection", "outcome", "detail", "commands"),
                outcomes.rows());
    }

    Table maskedColumns() {
        return new Table(
                "masked-columns",
                "What was masked",
                "In how many results a column was masked, and how.",
                List.of("connection", "column and method", "results"),
                columns.rows());
    }

    Table maskRules() {
        return new Table(
                "mask-rules",
                "Rules that ask for masks",
                "How many forwarded commands a rule asked to be masked.",
                List.of("policy", "version", "rule", "commands"),
                rules.rows());
    }

    Table versions() {
        List<List<String>> rows = new ArrayList<>();
        versions.forEach((version, use) ->
                rows.add(List.of(version.toString(), use.first, use.last, Long.toString(use.decisions))));
        return new Table(
                "policy-versions",
                "Policy versions that decided",
                "The versions of the whole set of policies that sessions and commands of the period were decided by.",
                List.of("version", "first decision", "last decision", "decisions"),
                rows);
    }
}
