// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.contracts.key.AccessKey;
import dev.portcullis.contracts.key.KeyHolder;
import dev.portcullis.contracts.key.KeyRequest;
import dev.portcullis.contracts.key.KeysEnded;
import dev.portcullis.gateway.access.AccessKeys;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.LiveSessions;
import dev.portcullis.gateway.access.NotAuthenticatedException;
import dev.portcullis.gateway.access.OpenSessions;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.identity.Revocations;
import dev.portcullis.gateway.services.StubServices;
import dev.portcullis.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RemoteKeysTest {
    private static final String ID = "0190a7b2-6c1d-7e00-8000-5a1f3c2d4e6b";
    private static final String KEY = KeyText.make();

    private final FakeClock clock = FakeClock.create();
    private final StubServices services = new StubServices(clock);
    private final LiveSessions sessions = new LiveSessions();
    private final Revocations revocations = new Revocations();
    private final List<String> ended = new ArrayList<>();
    // Whoever revokes tells of it: nothing is under way when the call is over.
    private final RemoteKeys keys = keys(Runnable::run);

    @BeforeEach
    void answer() {
        services.answer("POST /v1/keys:check", 200, StubServices.JSON.writeValueAsString(holder("copilot", null)));
        services.answer("POST /v1/keys:ended", 200, "{\"reasons\":{}}");
    }

    @AfterEach
    void close() {
        services.close();
    }

    @Test
    void aKeyStandsForTheIdentityThatItWasIssuedTo() throws Exception {
        Identity found = keys.holder(KEY, "copilot");

        assertThat(found.subject()).isEqualTo("agent-7");
        assertThat(found.groups()).containsExactly("agents");
        assertThat(found.tokenId()).as("what events name").isEqualTo(ID);
        assertThat(found.claims()).containsEntry(AccessKeys.CLAIM, ID).containsEntry("team", "blue");
        assertThat(found.expiresAt())
                .as("ends with the key")
                .isEqualTo(clock.instant().plusSeconds(600));
        assertThat(services.bodies)
                .singleElement()
                .satisfies(
                        body -> assertThat(body).contains(KeyText.digest(KEY)).doesNotContain(KEY));
    }

    @Test
    void whatIsUnknownOverOrForAnotherConnectionIsRefused() {
        services.answer("POST /v1/keys:check", 404, "{}");
        assertRefused("unknown");
        services.answer("POST /v1/keys:check", 200, StubServices.JSON.writeValueAsString(holder("orders", null)));
        assertRefused("for another connection, whatever the service says");
        services.answer(
                "POST /v1/keys:check",
                200,
                StubServices.JSON.writeValueAsString(holder("copilot", "no longer needed")));
        assertRefused("ended, whatever the service says");
        answer();
        clock.advance(Duration.ofMinutes(10));
        assertRefused("expired, whatever the service says");
    }

    @Test
    void aGuessThatIsNoKeyIsNotEvenLookedUp() {
        assertThatThrownBy(() -> keys.holder("pck_guess", "copilot")).isInstanceOf(NotAuthenticatedException.class);
        assertThat(services.asked).isEmpty();
    }

    @Test
    void nobodyIsBelievedASecondTimeWithoutAsking() throws Exception {
        keys.holder(KEY, "copilot");
        services.answer("POST /v1/keys:check", 503, "{}");

        assertThatThrownBy(() -> keys.holder(KEY, "copilot")).isInstanceOf(DependencyUnavailable.class);
    }

    @Test
    void aRevokedIdentityHasNoKeysAndTheServiceIsToldUntilItHears() throws Exception {
        services.answer("POST /v1/keys:revoke", 503, "{}");
        revocations.revoke("agent-7", clock.instant());
        assertRefused("revoked");

        keys.revokeAllOf("agent-7", "otto", "incident", clock.instant());
        keys.revokeAllOf("agent-7", "otto", "incident", clock.instant());
        assertThat(revocationsTold()).as("told, and told again").isEqualTo(2);
        assertThat(keys.untold()).as("the same twice is once").isEqualTo(1);
        clock.advance(Duration.ofMinutes(5));
        Instant again = clock.instant();
        keys.revokeAllOf("agent-7", "otto", "incident", again);
        assertThat(keys.untold()).as("the same again is once").isEqualTo(1);
        services.answer("POST /v1/keys:revoke", 204, "");
        keys.tellRevocations();
        assertThat(keys.untold()).isZero();
        assertThat(services.bodies.getLast())
                .as("for the keys that were issued until the last of them")
                .contains("\"issuedUntil\":\"" + again.plus(Duration.ofMinutes(1)) + "\"");
        long told = revocationsTold();
        keys.tellRevocations();

        assertThat(revocationsTold()).as("not told again once it was heard").isEqualTo(told);
    }

    /// A gateway reads old orders again when it starts.
    @Test
    void anOrderThatIsHeardLateIsForTheKeysOfItsTime() throws Exception {
        services.answer("POST /v1/keys:revoke", 204, "");
        Instant ordered = clock.instant();
        clock.advance(Duration.ofMinutes(5));
        keys.revokeAllOf("agent-1", "otto", "incident", ordered);
        assertThat(revocationsTold()).isEqualTo(1);
        assertThat(services.bodies.getLast())
                .contains("\"issuedUntil\":\"" + ordered.plus(Duration.ofMinutes(6)) + "\"");

        clock.advance(Duration.ofDays(3));
        keys.revokeAllOf("agent-1", "otto", "incident", ordered);
        assertThat(revocationsTold()).isEqualTo(2);
        assertThat(services.bodies.getLast()).contains("\"issuedUntil\":\"" + ordered.plus(Duration.ofHours(1)) + "\"");
    }

    @Test
    void strangersWithMadeUpKeysKeepNobodyWaitingWhoseKeyIsKnown() throws Exception {
        // Who gave up waiting is not under way any more, but is counted: nobody gives up here.
        RemoteKeys patient = new RemoteKeys(
                services.client(Dependency.APPROVAL, Duration.ofMinutes(2)),
                sessions,
                revocations,
                clock,
                Duration.ofSeconds(10));
        patient.holder(KEY, "copilot");
        services.answer("POST /v1/keys:check", 404, "{}");
        CountDownLatch gate = services.shut();
        List<Thread> strangers = IntStream.range(0, 40)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    try {
                        patient.holder(KeyText.make(), "copilot");
                    } catch (NotAuthenticatedException | DependencyUnavailable _) {
                        // as it should be
                    }
                }))
                .toList();
        while (services.underWay() < 16) {
            Thread.sleep(5);
        }
        services.waitNoMore();
        answer();

        assertThat(patient.holder(KEY, "copilot").subject()).isEqualTo("agent-7");

        assertThat(services.underWay()).as("the strangers still wait").isEqualTo(16);
        gate.countDown();
        for (Thread stranger : strangers) {
            stranger.join();
        }
        assertThat(services.most()).as("strangers are bounded").isEqualTo(17);
    }

    @Test
    void whileNobodyHearsOneIsToldAtATimeAndAllOnceSomebodyDoes() throws Exception {
        services.answer("POST /v1/keys:revoke", 503, "{}");
        for (int i = 0; i < 50; i++) {
            keys.revokeAllOf("agent-" + i, "otto", "incident", clock.instant());
        }
        long before = revocationsTold();
        keys.tellRevocations();
        assertThat(revocationsTold()).as("the first silence ends the round").isEqualTo(before + 1);
        assertThat(keys.untold()).isEqualTo(50);

        services.answer("POST /v1/keys:revoke", 204, "");
        keys.tellRevocations();

        assertThat(keys.untold()).isZero();
        assertThat(revocationsTold()).isEqualTo(before + 1 + 50);
    }

    @Test
    void anOrderThatIsNotTakenKeepsNoOtherWaiting() {
        services.answer("POST /v1/keys:revoke", 400, "{}");
        keys.revokeAllOf("agent-1", "otto", "incident", clock.instant());
        keys.revokeAllOf("agent-2", "otto", "incident", clock.instant());
        long before = revocationsTold();
        keys.tellRevocations();
        assertThat(revocationsTold()).as("both, though neither is taken").isEqualTo(before + 2);
        assertThat(services.bodies.toString()).contains("agent-1", "agent-2");
    }

    @Test
    void ordersThatNobodyHearsDoNotPileUpWithoutEnd() {
        RemoteKeys unheard = keys(_ -> {});
        for (int i = 0; i < RemoteKeys.UNTOLD_AT_MOST + 5; i++) {
            unheard.revokeAllOf("agent-" + i, "otto", "incident", clock.instant());
        }
        assertThat(unheard.untold()).isEqualTo(RemoteKeys.UNTOLD_AT_MOST);
    }

    @Test
    void whoRevokesDoesNotWaitUntilTheServiceHasHeard() throws Exception {
        services.answer("POST /v1/keys:revoke", 204, "");
        CountDownLatch gate = services.shut();
        RemoteKeys usual = new RemoteKeys(
                services.client(Dependency.APPROVAL), sessions, revocations, clock, Duration.ofSeconds(10));
        Thread revoking =
                Thread.ofVirtual().start(() -> usual.revokeAllOf("agent-7", "otto", "incident", clock.instant()));

        assertThat(revoking.join(Duration.ofSeconds(30)))
                .as("nobody is answered yet")
                .isTrue();
        gate.countDown();
        while (revocationsTold() < 1 || usual.untold() > 0) {
            Thread.sleep(5);
        }
    }

    @Test
    void endsTheSessionsOfAKeyThatHasEndedAndNoOthers() throws Exception {
        open();
        keys.watch();
        assertThat(ended).isEmpty();

        services.answer(
                "POST /v1/keys:ended",
                200,
                StubServices.JSON.writeValueAsString(new KeysEnded(Map.of(ID, "the key was ended: laptop lost"))));
        keys.watch();

        assertThat(ended).containsExactly("s1: the key was ended: laptop lost");
    }

    @Test
    void endsThemWhenNobodyCanTellWhetherItHolds() throws Exception {
        open();
        services.answer("POST /v1/keys:ended", 503, "{}");
        keys.watch();
        clock.advance(Duration.ofSeconds(10));
        keys.watch();
        assertThat(ended).as("a short outage").isEmpty();

        clock.advance(Duration.ofMillis(1));
        keys.watch();

        assertThat(ended).containsExactly("s1: nobody can tell whether the key still holds");
    }

    @Test
    void makesAKeyAndSendsOnlyItsDigest() throws Exception {
        services.answer(
                "POST /v1/keys",
                201,
                StubServices.JSON.writeValueAsString(holder("copilot", null).key()));

        RemoteKeys.Outcome outcome = keys.issue(identity(), new KeyRequest("copilot", "the editor", 600L));

        assertThat(outcome).isInstanceOfSatisfying(RemoteKeys.Outcome.Made.class, made -> {
            assertThat(KeyText.isWellFormed(made.key().secret())).isTrue();
            assertThat(made.toString()).doesNotContain(made.key().secret());
            assertThat(services.bodies.getLast())
                    .contains(KeyText.digest(made.key().secret()))
                    .doesNotContain(made.key().secret());
        });
    }

    @Test
    void makesNoneWhereTheServiceSaysNoOrNothing() throws Exception {
        services.answer("POST /v1/keys", 403, "{\"detail\":\"There are 20 keys.\"}");
        assertThat(keys.issue(identity(), new KeyRequest("copilot", null, null)))
                .isEqualTo(new RemoteKeys.Outcome.Refused("There are 20 keys."));

        services.answer("POST /v1/keys", 503, "{}");
        assertThatThrownBy(() -> keys.issue(identity(), new KeyRequest("copilot", null, null)))
                .isInstanceOf(DependencyUnavailable.class);
    }

    private void open() throws Exception {
        Identity identity = keys.holder(KEY, "copilot");
        sessions.add(OpenSessions.of("s1", identity, clock), why -> ended.add("s1: " + why));
        sessions.add(OpenSessions.of("s2", identity(), clock), why -> ended.add("s2: " + why));
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> keys.holder(KEY, "copilot")).as(why).isInstanceOf(NotAuthenticatedException.class);
    }

    private RemoteKeys keys(Executor tellers) {
        return new RemoteKeys(
                services.client(Dependency.APPROVAL), sessions, revocations, clock, Duration.ofSeconds(10), tellers);
    }

    private long revocationsTold() {
        return services.asked.stream()
                .filter(asked -> asked.equals("POST /v1/keys:revoke"))
                .count();
    }

    private KeyHolder holder(String connection, @Nullable String endedBecause) {
        AccessKey key = new AccessKey(
                ID,
                "agent-7",
                "https://idp",
                List.of(),
                connection,
                "the editor",
                clock.instant(),
                clock.instant().plusSeconds(600),
                endedBecause == null ? null : clock.instant(),
                "",
                endedBecause == null ? "" : endedBecause);
        return new KeyHolder(key, identity());
    }

    private Identity identity() {
        return new Identity(
                "agent-7",
                "https://idp",
                "cli",
                List.of("agents"),
                List.of("agent"),
                List.of(),
                Map.of("team", "blue"),
                "jti-1",
                clock.instant().plusSeconds(60));
    }
}
