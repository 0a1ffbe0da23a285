// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalCommitment;
import dev.portcullis.contracts.command.SqlFacts;
import dev.portcullis.contracts.command.SqlStatement;
import dev.portcullis.contracts.decision.Decision;
import java.io.PrintWriter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One held command, whole, with what is known of it: what a person reads before they answer.
final class Shown {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final PrintWriter out;

    Shown(PrintWriter out) {
        this.out = out;
    }

    /// Where an approval is found.
    static String path(String id) {
        if (!ID.matcher(id).matches()) {
            throw new CommandFailed("'" + SafeText.line(id) + "' is not the id of an approval");
        }
        return "/api/approvals/v1/approvals/" + id;
    }

    void print(Approval approval) {
        String through = approval.actors().isEmpty() ? "" : " through " + String.join(", ", approval.actors());
        out.println(SafeText.line(approval.requester() + through) + " asks on " + SafeText.line(approval.connection())
                + ":");
        SafeText.block(approval.text()).lines().forEach(line -> out.println("  " + line));
        for (int i = 0; i < approval.parameters().size(); i++) {
            String value = approval.parameters().get(i);
            out.println("  $" + (i + 1) + " = " + (value == null ? "NULL" : "'" + SafeText.line(value) + "'"));
        }
        SqlFacts facts = approval.facts();
        if (facts != null) {
            facts.statements().stream().flatMap(Shown::facts).forEach(this::line);
        }
        Integer risk = approval.risk();
        if (risk != null) {
            line("risk " + risk);
        }
        approval.reasons().stream()
                .filter(reason -> !reason.shadow())
                .map(Shown::reason)
                .forEach(this::line);
    }

    /// Where it stands, for those who only look.
    void printStanding(Approval approval) {
        line(approval.state() + ", needs " + approval.quorum() + " until " + approval.expiresAt());
        approval.votes()
                .forEach(vote -> line((vote.approve() ? "yes" : "no") + " by " + vote.voter() + ": " + vote.reason()));
        line("digest " + approval.digest());
        String salt = approval.salt();
        if (salt != null) {
            line("in events " + ApprovalCommitment.of(salt, approval.digest()));
        }
    }

    private void line(String text) {
        out.println(SafeText.line(text));
    }

    private static Stream<String> facts(SqlStatement statement) {
        List<String> touched = statement.relations().stream()
                .map(relation -> relation.access() + " " + relation.schema() + "." + relation.name())
                .toList();
        List<String> effects = statement.functions().stream()
                .filter(function -> function.sideEffects() || !function.known())
                .map(function -> function.schema() + "." + function.name())
                .toList();
        return Stream.of(
                        said("statement", List.of(statement.kind())),
                        said("touches", touched),
                        said("classified", statement.classifications()),
                        said("not surely without side effects", effects),
                        said(
                                "note",
                                Stream.of(
                                                statement.opaque() ? "nobody knows all that it does" : "",
                                                statement.writes() && !statement.hasWhere() ? "no WHERE" : "")
                                        .filter(note -> !note.isEmpty())
                                        .toList()))
                .flatMap(text -> text);
    }

    private static Stream<String> said(String what, List<String> values) {
        return values.isEmpty() ? Stream.of() : Stream.of(what + ": " + String.join(", ", values));
    }

    private static String reason(Decision.Reason reason) {
        return reason.effect() + " by " + reason.policy() + "/" + reason.rule()
                + (reason.message().isEmpty() ? "" : ": " + reason.message());
    }
}
