// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.command.Command;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.access.SessionDoor.Opening;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionDoorTest {
    private final FakeWorld world = new FakeWorld();
    private final SessionDoor door = new SessionDoor(world, world, world, world, world.clock);

    @Test
    void opensForWhomPolicyAllowsOnceTheStartIsOnRecord() {
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));

        assertThat(open("postgres", "orders", FakeWorld.TOKEN)).isInstanceOfSatisfying(Opening.Opened.class, opened -> {
            assertThat(opened.session().identity().subject()).isEqualTo("agent-7");
            assertThat(opened.session().id()).hasSize(26);
        });
        assertThat(world.record).containsExactly("started");
        assertThat(world.asked.getFirst().command().kind()).isEqualTo(Command.Kind.SESSION_OPEN);
    }

    @Test
    void aKeyOpensItsConnectionAndNoOther() {
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        assertThat(door.open(new SessionDoor.Knock("postgres", "10.0.0.1", "orders", FakeWorld.KEY)))
                .isInstanceOf(Opening.Opened.class);
        assertThat(refusal("postgres", "payments", FakeWorld.KEY)).isInstanceOf(Refusal.NotAuthenticated.class);
    }

    @Test
    void turnsAwayATokenThatDoesNotHold() {
        assertThat(refusal("postgres", "orders", "forged")).isInstanceOf(Refusal.NotAuthenticated.class);
        assertThat(world.record).containsExactly("turned away: NotAuthenticated");
        assertThat(world.asked).isEmpty();
    }

    @Test
    void turnsAwayWhoseTokenWasRevokedWhilePolicyWasAsked() {
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        world.whenAsked = () -> world.revoked = true;
        assertThat(refusal("postgres", "orders", FakeWorld.TOKEN)).isInstanceOf(Refusal.NotAuthenticated.class);
        assertThat(world.record).containsExactly("turned away: NotAuthenticated");
    }

    @Test
    void aSessionThatIsEndedBeforeItIsReachableEndsWhenItIs() {
        LiveSessions live = new LiveSessions();
        SessionDoor opening = new SessionDoor(world, world, world, world, Grants.NONE, live, world.clock);
        for (int i = 0; i < 3; i++) {
            world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        }
        GatewaySession revoked = opened(opening);
        assertThat(live.endAllOf("agent-7", "revoked")).isZero();
        GatewaySession killed = opened(opening);
        assertThat(live.end(killed.id(), "killed")).isTrue();
        GatewaySession untouched = opened(opening);
        assertThat(live.endAllOf("agent-8", "somebody else")).isZero();

        List<String> ended = new ArrayList<>();
        live.add(revoked, ended::add);
        live.add(killed, ended::add);
        live.add(untouched, ended::add);
        assertThat(ended).containsExactly("revoked", "killed");
    }

    private static GatewaySession opened(SessionDoor door) {
        return ((Opening.Opened) door.open(new SessionDoor.Knock("postgres", "10.0.0.1", "orders", FakeWorld.TOKEN)))
                .session();
    }

    @Test
    void turnsAwayFromAConnectionThatIsNotThere() {
        assertThat(refusal("postgres", "payments", FakeWorld.TOKEN)).isInstanceOf(Refusal.UnknownConnection.class);
        assertThat(world.record).containsExactly("turned away: UnknownConnection");
    }

    @Test
    void knowsNoConnectionOfAnotherProtocol() {
        assertThat(refusal("ssh", "orders", FakeWorld.TOKEN)).isInstanceOf(Refusal.UnknownConnection.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Decision.Outcome.class,
            names = {"DENY", "HOLD"})
    void turnsAwayWhomPolicyDoesNotAllow(Decision.Outcome outcome) {
        world.decisions.add(FakeWorld.decision(outcome));
        assertThat(refusal("postgres", "orders", FakeWorld.TOKEN))
                .isInstanceOfSatisfying(
                        Refusal.NotPermitted.class,
                        why -> assertThat(why.reasons()).hasSize(1));
        assertThat(world.record).containsExactly("turned away: NotPermitted");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dependency.class,
            names = {"IDENTITY", "POLICY"})
    void staysShutWhileSomethingItNeedsIsDown(Dependency dependency) {
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        world.down.add(dependency);
        assertThat(refusal("postgres", "orders", FakeWorld.TOKEN)).isEqualTo(new Refusal.Unavailable(dependency));

        world.down.clear();
        assertThat(open("postgres", "orders", FakeWorld.TOKEN)).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void staysShutWhenTheStartCannotBeRecorded() {
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        world.journalFails = true;
        assertThat(refusal("postgres", "orders", FakeWorld.TOKEN)).isEqualTo(new Refusal.Unavailable(Dependency.AUDIT));
    }

    @Test
    void doesNotPrintTheToken() {
        assertThat(new SessionDoor.Knock("postgres", "10.0.0.1", "orders", "canary").toString())
                .doesNotContain("canary");
    }

    private Opening open(String protocol, String connection, String token) {
        return door.open(new SessionDoor.Knock(protocol, "10.0.0.1", connection, token));
    }

    private Refusal refusal(String protocol, String connection, String token) {
        return switch (open(protocol, connection, token)) {
            case Opening.Opened _ -> throw new AssertionError("it opened");
            case Opening.TurnedAway(var why) -> why;
        };
    }
}
