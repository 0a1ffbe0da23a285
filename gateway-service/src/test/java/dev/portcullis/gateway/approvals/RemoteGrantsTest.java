// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.grant.AccessGrant;
import dev.portcullis.contracts.grant.GrantChanged;
import dev.portcullis.contracts.grant.GrantState;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.access.SessionGrant;
import dev.portcullis.gateway.services.StubServices;
import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteGrantsTest {
    private static final String CHECK = "POST /v1/grants:check";
    private static final String ONE = "GET /v1/grants/g1";

    private final FakeClock clock = FakeClock.create();
    private final StubServices services = new StubServices(clock);
    private final RemoteGrants grants =
            new RemoteGrants(services.client(Dependency.APPROVAL), new LiveSessions(), clock);
    private final GrantFeed feed = new GrantFeed(StubServices.JSON, grants);
    private final Instant end = clock.instant().plusSeconds(600);

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void findsAGrantThatHoldsUntilItsEndAndNotLonger() throws Exception {
        SessionGrant found = find();

        assertThat(found.holds(clock.instant())).isTrue();
        clock.advance(Duration.ofMinutes(10));
        assertThat(found.holds(clock.instant())).isFalse();
    }

    @Test
    void findsNoneWhereThereIsNone() throws Exception {
        services.answer(CHECK, 404, Map.of());

        assertThat(grants.find(identity(), "orders")).isEmpty();
    }

    @Test
    void saysThatNobodyCouldBeAsked() {
        services.answer(CHECK, 503, Map.of());
        assertThatThrownBy(() -> grants.find(identity(), "orders")).isInstanceOf(DependencyUnavailable.class);

        services.answer(CHECK, 200, grant(GrantState.ACTIVE, end, 2));
        services.answer(ONE, 503, Map.of());
        assertThatThrownBy(() -> grants.find(identity(), "orders")).isInstanceOf(DependencyUnavailable.class);
    }

    @Test
    void believesNoAnswerAboutAnotherConnection() throws Exception {
        services.answer(CHECK, 200, grant(GrantState.ACTIVE, end, 2));
        services.answer(ONE, 200, grant(GrantState.ACTIVE, end, 2));

        assertThat(grants.find(identity(), "payments")).isEmpty();
    }

    @Test
    void findsAnEndThatCameWhileItAsked() throws Exception {
        services.answer(CHECK, 200, grant(GrantState.ACTIVE, end, 2));
        services.answer(ONE, 200, grant(GrantState.ENDED, clock.instant(), 3));

        assertThat(grants.find(identity(), "orders")).isEmpty();
    }

    @Test
    void endsAsSoonAsTheTopicSaysSo() throws Exception {
        SessionGrant found = find();
        heard(GrantState.ENDED, clock.instant(), 3);

        assertThat(found.holds(clock.instant())).isFalse();
        assertThat(found.over()).contains("done early");
        heard(GrantState.ACTIVE, end, 2);
        assertThat(found.holds(clock.instant()))
                .as("an older record changes nothing")
                .isFalse();
    }

    @Test
    void isExtendedWhenTheTopicSaysSo() throws Exception {
        SessionGrant found = find();
        heard(GrantState.ACTIVE, end.plusSeconds(600), 3);
        clock.advance(Duration.ofMinutes(15));

        assertThat(found.holds(clock.instant())).isTrue();
    }

    @Test
    void asksForWhatTheTopicLost() throws Exception {
        SessionGrant found = find();
        services.answer(ONE, 200, grant(GrantState.ENDED, clock.instant(), 3));
        grants.askAboutAll();
        for (int i = 0; i < 6_000 && found.holds(clock.instant()); i++) {
            Thread.sleep(10);
        }

        assertThat(found.holds(clock.instant())).isFalse();
    }

    private SessionGrant find() throws DependencyUnavailable {
        services.answer(CHECK, 200, grant(GrantState.ACTIVE, end, 2));
        services.answer(ONE, 200, grant(GrantState.ACTIVE, end, 2));
        return grants.find(identity(), "orders").orElseThrow();
    }

    private void heard(GrantState state, Instant endsAt, long version) {
        GrantChanged change = new GrantChanged(
                "e" + version, "g1", "agent-7", "orders", state, endsAt, false, "ops", "done early", version, endsAt);
        feed.heard(List.of(StubServices.JSON.writeValueAsBytes(change)));
    }

    private Identity identity() {
        return new Identity("agent-7", "i", "", List.of(), List.of(), List.of(), Map.of(), "", end);
    }

    private AccessGrant grant(GrantState state, Instant endsAt, long version) {
        return new AccessGrant(
                "g1",
                state,
                "agent-7",
                "i",
                List.of(),
                "",
                "orders",
                "ticket 17",
                "",
                600,
                false,
                "1 of dba",
                "a1",
                clock.instant(),
                clock.instant(),
                endsAt,
                "",
                "",
                null,
                version);
    }
}
