// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.quorum.Quorum;
import dev.portcullis.approval.quorum.QuorumSyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who has a say in an approval: people with a group that the quorum names, in their own name, and never the one who
/// asked nor anyone who acts for the one who asked. The database refuses such votes a second time.
final class Eligibility {

    private Eligibility() {}

    static Quorum quorumOf(ApprovalRow row) {
        try {
            return Quorum.parse(row.quorum);
        } catch (QuorumSyntaxException e) {
            throw new IllegalStateException("a quorum was stored that cannot be read", e);
        }
    }

    /// The voter's groups that the quorum names.
    static Set<String> countedGroups(ApprovalRow row, Caller voter) {
        Set<String> counted = new TreeSet<>(quorumOf(row).groups());
        counted.retainAll(voter.groups());
        return counted;
    }

    static Optional<Refusal> refusal(ApprovalRow row, Caller voter) {
        if (isBehind(row, voter)) {
            return Optional.of(new Refusal.OwnRequest());
        }
        if (!voter.actors().isEmpty()) {
            return Optional.of(new Refusal.ActsForAnother());
        }
        if (countedGroups(row, voter).isEmpty()) {
            return Optional.of(new Refusal.NoSay(row.quorum));
        }
        return Optional.empty();
    }

    /// Actors and clients carry no issuer, so equal names count as the same party: rather one vote too few.
    private static boolean isBehind(ApprovalRow row, Caller voter) {
        boolean asked =
                voter.subject().equals(row.requesterSubject) && voter.issuer().equals(row.requesterIssuer);
        boolean asksThroughVoter = row.actors.contains(voter.subject())
                || voter.actors().contains(row.requesterSubject)
                || voter.actors().stream().anyMatch(row.actors::contains);
        boolean sameAccount = voter.subject().equals(row.requesterClient)
                || voter.clientId().equals(row.requesterSubject)
                || row.actors.contains(voter.clientId());
        return asked || asksThroughVoter || sameAccount;
    }
}
