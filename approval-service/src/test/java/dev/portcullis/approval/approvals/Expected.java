// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.approvals;

import dev.portcullis.approval.identity.Caller;
import dev.portcullis.approval.quorum.EveryAssignment;
import dev.portcullis.approval.quorum.Quorum;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one approval should be by the rules, kept by a second, plain telling of them.
final class Expected {

    final ApprovalRequest asked;
    final Quorum quorum;
    final Instant expiresAt;
    final Map<String, Boolean> votes = new HashMap<>();
    final Map<String, Set<String>> groupsOfVoters = new HashMap<>();
    private ApprovalState state = ApprovalState.PENDING;

    Expected(ApprovalRequest asked, Quorum quorum, Instant expiresAt) {
        this.asked = asked;
        this.quorum = quorum;
        this.expiresAt = expiresAt;
    }

    ApprovalState state(Instant now) {
        if (!state.isFinal() && !now.isBefore(expiresAt)) {
            state = ApprovalState.EXPIRED;
        }
        return state;
    }

    /// The word of the refusal, or empty if the vote counts.
    String refusalOfVote(Caller voter, boolean rightDigest, Instant now) {
        if (isInvolved(voter.subject())) {
            return "own-request";
        }
        if (quorum.groups().stream().noneMatch(voter.groups()::contains)) {
            return "no-say";
        }
        if (state(now) != ApprovalState.PENDING) {
            return new Refusal.WrongState(state).word();
        }
        if (!rightDigest) {
            return "other-command";
        }
        return votes.containsKey(voter.subject()) ? "already-voted" : "";
    }

    void voted(Caller voter, boolean approve) {
        votes.put(voter.subject(), approve);
        groupsOfVoters.put(voter.subject(), voter.groups());
        if (!approve) {
            state = ApprovalState.REJECTED;
        } else if (EveryAssignment.satisfies(quorum, List.copyOf(groupsOfVoters.values()))) {
            state = ApprovalState.APPROVED;
        }
    }

    String refusalOfConsume(boolean rightDigest, boolean rightSession, Instant now) {
        if (!rightDigest) {
            return "other-command";
        }
        if (!rightSession) {
            return "other-session";
        }
        return state(now) == ApprovalState.APPROVED ? "" : new Refusal.WrongState(state).word();
    }

    void becomes(ApprovalState next) {
        state = next;
    }

    /// Whether running the command now would be what the people said: asked of the votes alone, not of the state.
    boolean mayRun(Instant now) {
        return now.isBefore(expiresAt)
                && !votes.containsValue(false)
                && votes.keySet().stream().noneMatch(this::isInvolved)
                && EveryAssignment.satisfies(quorum, List.copyOf(groupsOfVoters.values()));
    }

    boolean isInvolved(String subject) {
        return asked.requester().subject().equals(subject)
                || asked.requester().actors().contains(subject);
    }
}
