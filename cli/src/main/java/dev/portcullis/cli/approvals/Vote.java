// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.approvals;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.voting.Ballot;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.VoteRequest;

/// One person's word on one held command: the command is shown whole, then the vote is bound to what was shown.
final class Vote {

    private final Surroundings surroundings;
    private final Ballot ballot;
    private final Edge edge;

    Vote(Surroundings surroundings, Ballot ballot) {
        this.surroundings = surroundings;
        this.ballot = ballot;
        this.edge = surroundings.edge(ballot.voter());
    }

    void cast(boolean approve) throws InterruptedException {
        String path = Shown.path(ballot.id());
        Approval shown = edge.read(Edge.Call.get(path), Approval.class);
        new Shown(surroundings.out()).print(shown);
        VoteRequest vote = new VoteRequest(approve, ballot.reason(), shown.digest());
        Approval after = edge.read(Edge.Call.json("POST", path + "/votes", vote), Approval.class);
        surroundings.out().println(outcome(after, approve));
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
