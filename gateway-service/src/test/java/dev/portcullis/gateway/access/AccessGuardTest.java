// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.approval.ApprovalRequest;
import dev.portcullis.contracts.approval.ApprovalState;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.DecisionRequest;
import dev.portcullis.contracts.decision.SessionHistory;
import dev.portcullis.gateway.access.Approvals.Answer;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.access.SessionAudit.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessGuardTest {
    private static final Answer YES = new Answer(ApprovalState.APPROVED, "dba-1", "");

    private final FakeWorld world = new FakeWorld();
    private final AccessGuard guard = new AccessGuard(world, world, world.clock);
    private final GatewaySession session = world.session();
    private final CommandRequest command = FakeWorld.command("UPDATE");

    @Test
    void allowsWhatPolicyAllows() {
        decide(Decision.Outcome.ALLOW);
        assertThat(guard.judge(session, command, nobodyHolds()))
                .isInstanceOfSatisfying(
                        Verdict.Allowed.class,
                        allowed -> assertThat(allowed.approvalId()).isNull());
    }

    @Test
    void refusesWhatPolicyDenies() {
        decide(Decision.Outcome.DENY);
        assertThat(refusal(guard.judge(session, command, nobodyHolds()))).isInstanceOf(Refusal.NotPermitted.class);
    }

    @Test
    void refusesWhilePolicyIsDown() {
        world.down.add(Dependency.POLICY);
        assertThat(refusal(guard.judge(session, command, nobodyHolds())))
                .isEqualTo(new Refusal.Unavailable(Dependency.POLICY));
    }

    @Test
    void refusesOnceTheTokenHasExpired() {
        decide(Decision.Outcome.ALLOW);
        world.remembered.put(command.factsDigest(), FakeWorld.decision(Decision.Outcome.ALLOW));
        world.clock.advance(Duration.ofMinutes(5));
        assertThat(refusal(guard.judge(session, command, nobodyHolds()))).isInstanceOf(Refusal.SessionOver.class);
        assertThat(refusal(guard.known(session, command))).isInstanceOf(Refusal.SessionOver.class);
    }

    @Test
    void answersFromMemoryWhatNeedsNobody() {
        assertThat(guard.known(session, command)).isNull();
        world.remembered.put(command.factsDigest(), FakeWorld.decision(Decision.Outcome.ALLOW));
        assertThat(guard.known(session, command)).isInstanceOf(Verdict.Allowed.class);
        world.remembered.put(command.factsDigest(), FakeWorld.decision(Decision.Outcome.DENY));
        assertThat(guard.known(session, command)).isInstanceOf(Verdict.Refused.class);
        world.remembered.put(command.factsDigest(), FakeWorld.decision(Decision.Outcome.HOLD));
        assertThat(guard.known(session, command)).isNull();
    }

    @Test
    void letsThroughWhatPeopleApprovedAndUsesTheApprovalUp() {
        decide(Decision.Outcome.HOLD, Decision.Outcome.HOLD);
        Verdict verdict = guard.judge(session, command, whenHeld(_ -> answer(YES)));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Allowed.class,
                        allowed -> assertThat(allowed.approvalId()).isEqualTo("a-c-UPDATE"));
        assertThat(world.consumed).containsExactly("a-c-UPDATE");
        assertThat(world.record).containsExactly("held a-c-UPDATE");
        assertThat(world.filed.get("a-c-UPDATE").text()).isEqualTo("UPDATE");
    }

    @Test
    void refusesWhatPeopleRejectedWithTheirReason() {
        decide(Decision.Outcome.HOLD);
        Answer no = new Answer(ApprovalState.REJECTED, "dba-1", "not on a Friday");
        assertThat(refusal(guard.judge(session, command, whenHeld(_ -> answer(no)))))
                .isEqualTo(new Refusal.Rejected("a-c-UPDATE", "dba-1", "not on a Friday"));
        assertThat(world.consumed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ApprovalState.class,
            names = {"PENDING", "CONSUMED", "EXPIRED", "WITHDRAWN"})
    void refusesWhatEndedWithoutAYes(ApprovalState state) {
        decide(Decision.Outcome.HOLD);
        assertThat(refusal(guard.judge(session, command, whenHeld(_ -> answer(new Answer(state, "", ""))))))
                .isEqualTo(new Refusal.HoldEnded("a-c-UPDATE", state));
        assertThat(world.consumed).isEmpty();
    }

    @Test
    void refusesTheSameApprovalTheSecondTime() {
        decide(Decision.Outcome.HOLD, Decision.Outcome.HOLD, Decision.Outcome.HOLD, Decision.Outcome.HOLD);
        assertThat(guard.judge(session, command, whenHeld(_ -> answer(YES)))).isInstanceOf(Verdict.Allowed.class);
        assertThat(refusal(guard.judge(session, command, whenHeld(_ -> answer(YES)))))
                .isEqualTo(new Refusal.HoldEnded("a-c-UPDATE", ApprovalState.CONSUMED));
    }

    @Test
    void refusesAnApprovalOfAnotherDigest() {
        decide(Decision.Outcome.HOLD, Decision.Outcome.HOLD);
        Holding changed = whenHeld(approval -> {
            var filed = world.filed.get(approval.id());
            assertThat(filed.risk()).isEqualTo(FakeWorld.RISK);
            world.filed.put(
                    approval.id(),
                    new ApprovalRequest(
                            filed.commandId(),
                            "0".repeat(64),
                            filed.connection(),
                            filed.sessionId(),
                            filed.requester(),
                            "another command",
                            filed.parameters(),
                            filed.facts(),
                            filed.reasons(),
                            filed.quorum(),
                            filed.ttlSeconds(),
                            filed.policyVersion()));
            answer(YES);
        });
        assertThat(guard.judge(session, command, changed)).isInstanceOf(Verdict.Refused.class);
        assertThat(world.consumed).isEmpty();
    }

    @Test
    void judgesAgainAfterTheApprovalAndObeysADenyOfToday() {
        decide(Decision.Outcome.HOLD, Decision.Outcome.DENY);
        assertThat(refusal(guard.judge(session, command, whenHeld(_ -> answer(YES)))))
                .isInstanceOf(Refusal.NotPermitted.class);
        assertThat(world.consumed).isEmpty();
        assertThat(world.withdrawn).containsExactly("a-c-UPDATE");
    }

    @Test
    void doesNotTakeTheWordOfOneQuorumForThatOfAnother() {
        decide(Decision.Outcome.HOLD);
        world.decisions.add(FakeWorld.decision(Decision.Outcome.HOLD, "2 of security"));
        assertThat(refusal(guard.judge(session, command, whenHeld(_ -> answer(YES)))))
                .isInstanceOf(Refusal.HoldEnded.class);
        assertThat(world.consumed).isEmpty();
    }

    @Test
    void refusesWhenTheTokenExpiresWhileTheCommandIsHeld() {
        decide(Decision.Outcome.HOLD, Decision.Outcome.HOLD);
        Holding late = whenHeld(_ -> {
            world.clock.advance(Duration.ofMinutes(5));
            answer(YES);
        });
        assertThat(refusal(guard.judge(session, command, late))).isInstanceOf(Refusal.SessionOver.class);
        assertThat(world.consumed).isEmpty();
        assertThat(world.withdrawn).containsExactly("a-c-UPDATE");
    }

    @Test
    void withdrawsAHoldThatTheClientCallsOff() {
        decide(Decision.Outcome.HOLD);
        FakeHolding holding = new FakeHolding(_ -> {});
        holding.off.complete(new Refusal.Cancelled());
        assertThat(refusal(guard.judge(session, command, holding))).isInstanceOf(Refusal.Cancelled.class);
        assertThat(world.withdrawn).containsExactly("a-c-UPDATE");
    }

    @Test
    void refusesWhileApprovalsCannotBeFiledOrConsumed() {
        decide(Decision.Outcome.HOLD);
        world.down.add(Dependency.APPROVAL);
        assertThat(refusal(guard.judge(session, command, nobodyHolds())))
                .isEqualTo(new Refusal.Unavailable(Dependency.APPROVAL));

        world.down.clear();
        decide(Decision.Outcome.HOLD, Decision.Outcome.HOLD);
        Holding fails = whenHeld(_ -> {
            world.down.add(Dependency.APPROVAL);
            answer(YES);
        });
        assertThat(refusal(guard.judge(session, command, fails)))
                .isEqualTo(new Refusal.Unavailable(Dependency.APPROVAL));
        assertThat(world.withdrawn).containsExactly("a-c-UPDATE");
    }

    @Test
    void refusesWhenTheWaitItselfFails() {
        decide(Decision.Outcome.HOLD);
        Holding fails = whenHeld(
                approval -> world.answers.get(approval.id()).completeExceptionally(new IllegalStateException()));
        assertThat(refusal(guard.judge(session, command, fails)))
                .isEqualTo(new Refusal.Unavailable(Dependency.APPROVAL));
        assertThat(world.withdrawn).containsExactly("a-c-UPDATE");
    }

    @Test
    void grantsOnlyWhatIsOnRecordAndEachOnce() {
        List<Grant> grants = new ArrayList<>();
        Verdict.Allowed allowed = new Verdict.Allowed(command, FakeWorld.decision(Decision.Outcome.ALLOW), null);
        guard.permit(session, List.of(allowed, allowed), permission(grants, new ArrayList<>()));
        assertThat(world.record).containsExactly("intend 2");
        assertThat(grants).hasSize(2);
        grants.getFirst().use();
        assertThatThrownBy(() -> grants.getFirst().use()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void grantsNothingThatCannotBeRecorded() {
        List<Grant> grants = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        world.journalFails = true;
        Verdict.Allowed allowed = new Verdict.Allowed(command, FakeWorld.decision(Decision.Outcome.ALLOW), null);
        guard.permit(session, List.of(allowed), permission(grants, refusals));
        assertThat(grants).isEmpty();
        assertThat(refusals).containsExactly(new Refusal.Unavailable(Dependency.AUDIT));
    }

    @Test
    void tellsPolicyWhatTheSessionDidBefore() {
        decide(Decision.Outcome.ALLOW, Decision.Outcome.ALLOW);
        guard.judge(session, command, nobodyHolds());
        Verdict.Allowed first =
                new Verdict.Allowed(FakeWorld.command("SELECT", "pii.email", "pii.phone"), FakeWorld.risky(30), null);
        guard.permit(session, List.of(first, first), permission(new ArrayList<>(), new ArrayList<>()));
        session.audit().outcome(new SessionAudit.Outcome("c", Ending.COMPLETED, "", 12, 340, 1, "", List.of()));
        guard.judge(session, command, nobodyHolds());

        assertThat(world.asked)
                .extracting(DecisionRequest::history)
                .containsExactly(
                        SessionHistory.NONE, new SessionHistory(2, 12, 340, List.of("pii.email", "pii.phone"), 60));
    }

    private void decide(Decision.Outcome... outcomes) {
        for (Decision.Outcome outcome : outcomes) {
            world.decisions.add(FakeWorld.decision(outcome));
        }
    }

    private void answer(Answer answer) {
        world.answers.get("a-c-UPDATE").complete(answer);
    }

    private static Refusal refusal(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed _ -> throw new AssertionError("it was allowed");
            case Verdict.Refused refused -> refused.refusal();
        };
    }

    private static AccessGuard.Permission permission(List<Grant> grants, List<Refusal> refusals) {
        return new AccessGuard.Permission() {
            @Override
            public void granted(List<Grant> given) {
                grants.addAll(given);
            }

            @Override
            public void refused(Refusal refusal) {
                refusals.add(refusal);
            }
        };
    }

    private static Holding nobodyHolds() {
        return whenHeld(_ -> {
            throw new AssertionError("it was held");
        });
    }

    private static Holding whenHeld(Consumer<Approval> then) {
        return new FakeHolding(then);
    }

    private static final class FakeHolding implements Holding {
        private final Consumer<Approval> then;
        private final CompletableFuture<Refusal> off = new CompletableFuture<>();

        FakeHolding(Consumer<Approval> then) {
            this.then = then;
        }

        @Override
        public void held(Approval approval) {
            then.accept(approval);
        }

        @Override
        public CompletableFuture<Refusal> calledOff() {
            return off;
        }
    }
}
