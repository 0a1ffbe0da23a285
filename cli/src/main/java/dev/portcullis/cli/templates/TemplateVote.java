// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.cli.templates;

import dev.portcullis.cli.edge.Edge;
import dev.portcullis.cli.edge.Surroundings;
import dev.portcullis.cli.text.SafeText;
import dev.portcullis.cli.voting.Ballot;
import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.VoteRequest;
import dev.portcullis.contracts.template.CommandTemplate;

/// One person's word on a template: all that it lets through is shown, then the vote is bound to what was
/// shown.
final class TemplateVote {

    private final Surroundings surroundings;
    private final Ballot ballot;
    private final Edge edge;

    TemplateVote(Surroundings surroundings, Ballot ballot) {
        this.surroundings = surroundings;
        this.ballot = ballot;
        this.edge = surroundings.edge(ballot.voter());
    }

    void cast(boolean approve) throws InterruptedException {
        String path = Templates.path(ballot.id());
        CommandTemplate asked = edge.read(Edge.Call.get(path), CommandTemplate.class);
        Approval shown = edge.read(Edge.Call.get("/api/approvals/v1/approvals/" + asked.approvalId()), Approval.class);
        surroundings.out().println(SafeText.line(shown.requester()) + " asks:");
        surroundings.out().println(SafeText.block(shown.text()));
        VoteRequest vote = new VoteRequest(approve, ballot.reason(), shown.digest());
        edge.read(Edge.Call.json("POST", path + "/votes", vote), Approval.class);
        surroundings.out().println(Templates.standing(edge.read(Edge.Call.get(path), CommandTemplate.class)));
    }
}
