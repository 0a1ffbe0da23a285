// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.voting.Ballot;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.VoteRequest;
import java.io.PrintWriter;
import java.util.regex.Pattern;

/// One person's word on one held command: the command is shown whole, then the vote is bound to what was shown.
final class Vote {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final Surroundings surroundings;
    private final Ballot ballot;
    private final Edge edge;

    Vote(Surroundings surroundings, Ballot ballot) {
        this.surroundings = surroundings;
        this.ballot = ballot;
        this.edge = surroundings.edge(ballot.voter());
    }

    void cast(boolean approve) throws InterruptedException {
        if (!ID.matcher(ballot.id()).matches()) {
            throw new CommandFailed("'" + SafeText.line(ballot.id()) + "' is not the id of an approval");
        }
        String path = "/api/approvals/v1/approvals/" + ballot.id();
        Approval shown = edge.read(Edge.Call.get(path), Approval.class);
        show(shown);
        VoteRequest vote = new VoteRequest(approve, ballot.reason(), shown.digest());
        Approval after = edge.read(Edge.Call.json("POST", path + "/votes", vote), Approval.class);
        surroundings.out().println(outcome(after, approve));
    }

    private void show(Approval approval) {
        PrintWriter out = surroundings.out();
        out.println(SafeText.line(approval.requester()) + " asks on " + SafeText.line(approval.connection()) + ":");
        SafeText.block(approval.text()).lines().forEach(line -> out.println("  " + line));
        for (int i = 0; i < approval.parameters().size(); i++) {
            String value = approval.parameters().get(i);
            out.println("  $" + (i + 1) + " = " + (value == null ? "NULL" : "'" + SafeText.line(value) + "'"));
        }
    }

    private static String outcome(Approval after, boolean approve) {
        return switch (after.state()) {
            case PENDING -> "Your word counts; " + SafeText.line(after.quorum()) + " is not reached yet.";
            case APPROVED, CONSUMED -> "Approved.";
            case REJECTED -> "Rejected.";
            case EXPIRED, WITHDRAWN ->
                (approve ? "Your approval" : "Your rejection") + " came too late: it is " + after.state() + ".";
        };
    }
}
