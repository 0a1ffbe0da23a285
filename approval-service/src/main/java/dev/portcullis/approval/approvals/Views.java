// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalDigest;
import dev.portcullis.contracts.approval.ApprovalRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// What is shown of stored approvals. Nobody is shown a text that the approval's digest does not cover.
@Component
final class Views {

    private final VoteRows votes;
    private final JsonMapper json;
    private final Clock clock;

    Views(VoteRows votes, JsonMapper json, Clock clock) {
        this.votes = votes;
        this.json = json;
        this.clock = clock;
    }

    Approval of(ApprovalRow row) {
        return of(List.of(row)).getFirst();
    }

    List<Approval> of(Collection<ApprovalRow> rows) {
        Instant now = clock.instant();
        Map<UUID, List<VoteRow>> cast = votes
                .of(rows.stream().map(row -> row.id).toList())
                .stream()
                .collect(Collectors.groupingBy(vote -> vote.key.approvalId()));
        return rows.stream()
                .map(row -> view(row, cast.getOrDefault(row.id, List.of()), now))
                .toList();
    }

    private Approval view(ApprovalRow row, List<VoteRow> cast, Instant now) {
        ApprovalRequest asked = request(row);
        return new Approval(
                row.id.toString(),
                row.commandId,
                row.stateAt(now),
                row.digest,
                row.connection,
                row.sessionId,
                row.requesterSubject,
                asked.requester().groups(),
                row.actors,
                asked.text(),
                asked.parameters(),
                asked.facts(),
                asked.reasons(),
                row.quorum,
                cast.stream().map(Views::view).toList(),
                row.createdAt,
                row.expiresAt,
                row.decidedAt,
                row.version,
                row.kind,
                asked.policyVersion(),
                row.template == null ? null : row.template.toString(),
                asked.risk(),
                HexFormat.of().formatHex(row.salt));
    }

    private static Approval.Vote view(VoteRow vote) {
        return new Approval.Vote(
                vote.key.voterSubject(),
                vote.groups,
                vote.approve,
                vote.reason,
                vote.at,
                vote.seat.equals(vote.person) ? "" : vote.seat);
    }

    /// What was asked, as it was filed.
    ApprovalRequest request(ApprovalRow row) {
        ApprovalRequest asked = json.readValue(row.request, ApprovalRequest.class);
        if (!row.digest.equals(ApprovalDigest.of(asked))) {
            throw new IllegalStateException("the stored command of approval " + row.id + " is not the one filed");
        }
        return asked;
    }
}
