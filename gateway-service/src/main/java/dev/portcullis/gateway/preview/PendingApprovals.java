// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.preview;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalKind;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.identity.Roles;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.services.ServiceClient;
import java.util.regex.Pattern;

/// What an approver is asked about, read with the approver's own token: the approval service judges who may see it, and
/// records that it was seen.
final class PendingApprovals {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final ServiceClient service;

    PendingApprovals(ServiceClient service) {
        this.service = service;
    }

    /// A held SQL command that waits for people, and that does not come from who asks. May block.
    Approval forDecisionBy(Identity caller, String token, String id) {
        if (!ID.matcher(id).matches()) {
            throw PreviewRefused.notFound();
        }
        if (!caller.roles().contains(Roles.APPROVER) || !caller.actors().isEmpty()) {
            throw PreviewRefused.notPermitted("A preview is for approvers who act for themselves.");
        }
        Approval approval = read(token, id);
        if (approval.requester().equals(caller.subject()) || approval.actors().contains(caller.subject())) {
            throw PreviewRefused.notPermitted("This is your own request; others decide on it.");
        }
        if (approval.state() != ApprovalState.PENDING) {
            throw PreviewRefused.conflict("Nobody is asked about it any more: it is " + approval.state() + ".");
        }
        if (approval.kind() != ApprovalKind.COMMAND || approval.facts() == null) {
            throw PreviewRefused.conflict("Only a held SQL command has a preview.");
        }
        return approval;
    }

    private Approval read(String token, String id) {
        try {
            ServiceClient.ServiceAnswer answer = service.getInTheNameOf(token, "/v1/approvals/" + id);
            return switch (answer.status()) {
                case 401, 403 -> throw PreviewRefused.notPermitted("You may not see this approval.");
                case 400, 404 -> throw PreviewRefused.notFound();
                default -> answer.as(Approval.class);
            };
        } catch (DependencyUnavailable e) {
            throw PreviewRefused.unavailable("The approval service does not answer now.");
        }
    }
}
