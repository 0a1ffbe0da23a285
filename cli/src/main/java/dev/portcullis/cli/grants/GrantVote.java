// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.grants;

import dev.portcullis.cli.edge.CommandFailed;
import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.voting.Ballot;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.grant.AccessGrant;

/// One person's word on a grant: what is asked is shown, then the vote is bound to what was shown.
final class GrantVote {

    private final Surroundings surroundings;
    private final Ballot ballot;
    private final Edge edge;

    GrantVote(Surroundings surroundings, Ballot ballot) {
        this.surroundings = surroundings;
        this.ballot = ballot;
        this.edge = surroundings.edge(ballot.voter());
    }

    void cast(boolean approve) throws InterruptedException {
        String path = Grants.path(ballot.id());
        AccessGrant asked = edge.read(Edge.Call.get(path), AccessGrant.class);
        if (asked.approvalId().isEmpty()) {
            throw new CommandFailed("Nobody is asked about emergency access; it is reviewed.");
        }
        Approval shown = edge.read(Edge.Call.get("/api/approvals/v1/approvals/" + asked.approvalId()), Approval.class);
        surroundings.out().println(SafeText.line(shown.requester()) + " asks: " + SafeText.line(shown.text()));
        VoteRequest vote = new VoteRequest(approve, ballot.reason(), shown.digest());
        edge.read(Edge.Call.json("POST", path + "/votes", vote), Approval.class);
        surroundings.out().println(Grants.standing(edge.read(Edge.Call.get(path), AccessGrant.class)));
    }
}
