// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.approval.Approval;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.decision.Obligations;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.AccessGuard;
import dev.portcullis.gateway.access.OpenSessions;
import dev.portcullis.gateway.postgres.FakeApprovals;
import dev.portcullis.gateway.postgres.FakeAuditLog;
import dev.portcullis.gateway.postgres.FakePolicies;
import dev.portcullis.llm.ToolCall;
import dev.portcullis.llm.ToolJudge;
import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Calls are decided on ahead of their turn; what is let out is let out as things are then.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ToolCallsTest {
    private static final int TOO_RISKY = 200;

    private final FakeClock clock = FakeClock.create();
    private final FakePolicies policies = new FakePolicies();
    private final FakeApprovals approvals = new FakeApprovals();
    private final FakeAuditLog audit = new FakeAuditLog();
    private final HttpSession session = new HttpSession(OpenSessions.of("s1", identity(), clock, audit), 1, 0);
    private final ToolCalls tools =
            new ToolCalls(new AccessGuard(policies, approvals, clock), session, JsonMapper.shared());

    @ParameterizedTest
    @ValueSource(ints = {50, 150})
    void aCallIsLetOutWithAllThatWasLetOutBeforeIt(int risk) throws Exception {
        policies.decideBy(request -> request.history().risk() + risk > TOO_RISKY
                ? FakePolicies.deny("enough for one session")
                : risky(risk));
        ToolJudge.Pending first = decided("one");
        ToolJudge.Pending second = decided("two");

        assertThat(first.verdict()).isInstanceOf(ToolJudge.Verdict.Allow.class);
        if (risk * 2 > TOO_RISKY) {
            assertDenied(second, "enough for one session");
            assertThat(audit.events().toString()).doesNotContain("intent TOOL two");
        } else {
            assertThat(second.verdict()).isInstanceOf(ToolJudge.Verdict.Allow.class);
            assertThat(audit.events().toString()).contains("intent TOOL two");
        }
    }

    @Test
    void aCallForWhichPeopleMustBeAskedOnceTheFirstCountsWaitsForThem() throws Exception {
        policies.decideBy(
                request -> request.history().risk() > 0 ? uncached(FakePolicies.hold(Obligations.NONE), 1) : risky(1));
        ToolJudge.Pending first = decided("one");
        ToolJudge.Pending second = decided("two");
        ToolJudge.Pending third = decided("three");
        assertThat(first.verdict()).isInstanceOf(ToolJudge.Verdict.Allow.class);

        CompletableFuture<ToolJudge.Verdict> approved = CompletableFuture.supplyAsync(second::verdict);
        approvals.approve(approvals.next());
        assertThat(approved.get()).isInstanceOf(ToolJudge.Verdict.Allow.class);

        CompletableFuture<ToolJudge.Verdict> rejected = CompletableFuture.supplyAsync(third::verdict);
        approvals.reject(approvals.next(), "not that one");
        assertThat(rejected.get()).isInstanceOf(ToolJudge.Verdict.Deny.class);
        assertThat(audit.events().toString()).doesNotContain("intent TOOL three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"goes on", "expires", "is ended"})
    void nothingIsLetOutOfASessionThatEndedWhileTheCallBeforeWasHeld(String what) throws Exception {
        policies.decideBy(request ->
                Objects.requireNonNull(request.command().tool()).name().equals("one")
                        ? FakePolicies.hold(Obligations.NONE)
                        : FakePolicies.allow(Obligations.NONE));
        ToolJudge.Pending first = tools.begin(call("one"));
        Approval approval = approvals.next();
        ToolJudge.Pending second = decided("two");
        switch (what) {
            case "expires" -> clock.advance(Duration.ofMinutes(5));
            case "is ended" -> session.end("killed");
            default -> {
                // The twin: nothing happens.
            }
        }
        approvals.approve(approval);

        if (what.equals("goes on")) {
            assertThat(first.verdict()).isInstanceOf(ToolJudge.Verdict.Allow.class);
            assertThat(second.verdict()).isInstanceOf(ToolJudge.Verdict.Allow.class);
        } else {
            assertThat(first.verdict()).isInstanceOf(ToolJudge.Verdict.Deny.class);
            assertThat(second.verdict()).isInstanceOf(ToolJudge.Verdict.Deny.class);
            assertThat(audit.events().toString()).doesNotContain("intent TOOL");
        }
    }

    @Test
    void whatPeopleApprovedIsNotLetOutOnceTheSessionIsOverPolicyDeniesOrIsAway() throws Exception {
        assertThat(approved().verdict()).isInstanceOf(ToolJudge.Verdict.Allow.class);

        ToolJudge.Pending denied = approved();
        policies.decideBy(_ -> FakePolicies.deny("not any more"));
        assertDenied(denied, "not any more");

        ToolJudge.Pending unknown = approved();
        policies.down(true);
        assertDenied(unknown, "the policy service is not available");
        policies.down(false);

        ToolJudge.Pending late = approved();
        clock.advance(Duration.ofMinutes(5));
        assertDenied(late, "the token has expired");
    }

    private ToolJudge.Pending approved() throws InterruptedException {
        policies.decideBy(_ -> FakePolicies.hold(Obligations.NONE));
        ToolJudge.Pending call = tools.begin(call("one"));
        approvals.approve(approvals.next());
        return awaitDecided(call);
    }

    private ToolJudge.Pending decided(String name) throws InterruptedException {
        return awaitDecided(tools.begin(call(name)));
    }

    private static ToolJudge.Pending awaitDecided(ToolJudge.Pending call) throws InterruptedException {
        while (!call.isDecided()) {
            Thread.sleep(5);
        }
        return call;
    }

    private static void assertDenied(ToolJudge.Pending call, String why) {
        assertThat(call.verdict())
                .isInstanceOfSatisfying(
                        ToolJudge.Verdict.Deny.class,
                        denied -> assertThat(denied.notice()).contains(why));
    }

    private static ToolCall call(String name) {
        return new ToolCall("call_" + name, name, "{\"x\":\"argument of " + name + "\"}");
    }

    private static Decision risky(int risk) {
        return uncached(FakePolicies.allow(Obligations.NONE), risk);
    }

    private static Decision uncached(Decision decision, int risk) {
        return new Decision(
                decision.outcome(),
                decision.reasons(),
                decision.obligations(),
                decision.approval(),
                risk,
                decision.policyVersion(),
                new Decision.CacheTerms(false, List.of()));
    }

    private Identity identity() {
        return new Identity(
                "agent-7",
                "https://idp",
                "cli",
                List.of("agents"),
                List.of("agent"),
                List.of(),
                Map.of(),
                "jti-1",
                clock.instant().plus(Duration.ofMinutes(5)));
    }
}
