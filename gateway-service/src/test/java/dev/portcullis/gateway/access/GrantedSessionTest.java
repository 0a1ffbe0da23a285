// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.decision.Decision;
import dev.portcullis.contracts.identity.Identity;
import dev.portcullis.gateway.access.Refusal.Dependency;
import dev.portcullis.gateway.access.SessionDoor.Opening;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Connections that open under a grant only, and sessions that end with it.
class GrantedSessionTest {
    private final FakeWorld world = new FakeWorld();
    private final Connections demanding = new Connections() {
        @Override
        public Optional<Connection> find(String name) {
            return Optional.of(new Connection(
                    "orders",
                    "postgres",
                    "db",
                    5432,
                    "orders",
                    Map.of(),
                    new Connection.Tls("", ""),
                    new Connection.Credential("env:U", "env:P"),
                    Connection.Durability.LOCAL,
                    Connection.RecordingLevel.COMMANDS,
                    1,
                    null,
                    Connection.GrantRule.REQUIRED));
        }

        @Override
        public List<Connection> all() {
            return List.of();
        }

        @Override
        public List<dev.portcullis.contracts.connection.Classification> classifications(String connection) {
            return List.of();
        }

        @Override
        public long generation() {
            return 0;
        }
    };
    private final SessionGrant grant =
            new SessionGrant("g1", false, 2, world.clock.instant().plusSeconds(60));

    @Test
    void aDoorThatKnowsNoGrantsStaysShut() {
        assertThat(knock(new SessionDoor(world, demanding, world, world, world.clock)))
                .isInstanceOfSatisfying(
                        Opening.TurnedAway.class,
                        away -> assertThat(away.refusal()).isInstanceOf(Refusal.NotPermitted.class));
        assertThat(world.record).containsExactly("turned away: NotPermitted");
        assertThat(world.asked)
                .as("policy is not asked about whom nobody let in")
                .isEmpty();
    }

    @Test
    void withoutAGrantNobodyGetsInAndWithOneSomebodyDoes() {
        assertThat(open((identity, connection) -> Optional.empty())).isInstanceOf(Opening.TurnedAway.class);
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        assertThat(open((identity, connection) -> Optional.of(grant))).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void aGrantDoesNotOverrulePolicy() {
        world.decisions.add(FakeWorld.decision(Decision.Outcome.DENY));
        assertThat(open((identity, connection) -> Optional.of(grant))).isInstanceOf(Opening.TurnedAway.class);
    }

    @Test
    void itStaysShutWhileNobodyCanBeAskedForGrants() {
        Opening opening = open((identity, connection) -> {
            throw new DependencyUnavailable(Dependency.APPROVAL, "down");
        });

        assertThat(((Opening.TurnedAway) opening).refusal()).isEqualTo(new Refusal.Unavailable(Dependency.APPROVAL));
    }

    @Test
    void aGrantThatIsOverOpensNothing() {
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(open((identity, connection) -> Optional.of(grant))).isInstanceOf(Opening.TurnedAway.class);
    }

    @Test
    void rulesSeeTheGrantAndBelieveNoTokenAboutIt() {
        Identity claiming = new Identity(
                "agent-7",
                "i",
                "",
                List.of(),
                List.of(),
                List.of(),
                Map.of("portcullis_grant_kind", "break-glass", "team", "blue"),
                "",
                world.clock.instant());

        assertThat(GrantDemand.seen(claiming, null).claims()).isEqualTo(Map.of("team", "blue"));
        assertThat(GrantDemand.seen(claiming, grant).claims())
                .isEqualTo(Map.of("portcullis_grant", "g1", "portcullis_grant_kind", "just-in-time", "team", "blue"));
    }

    @Test
    void inAnEmergencyEverythingIsRecorded() {
        SessionGrant emergency =
                new SessionGrant("g2", true, 1, world.clock.instant().plusSeconds(60));
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));

        assertThat(((Opening.Opened) open((identity, connection) -> Optional.of(emergency)))
                        .session()
                        .connection()
                        .recording())
                .isEqualTo(Connection.RecordingLevel.FULL);
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        assertThat(((Opening.Opened) open((identity, connection) -> Optional.of(grant)))
                        .session()
                        .connection()
                        .recording())
                .isEqualTo(Connection.RecordingLevel.COMMANDS);
    }

    @Test
    void commandsEndWithTheGrantAndSessionsToo() {
        world.decisions.add(FakeWorld.decision(Decision.Outcome.ALLOW));
        GatewaySession session = ((Opening.Opened) open((identity, connection) -> Optional.of(grant))).session();
        AccessGuard guard = new AccessGuard(world, world, world.clock);
        LiveSessions sessions = new LiveSessions();
        sessions.add(session, world.record::add);
        CommandRequest command = FakeWorld.command("SELECT 1");
        world.remembered.put(command.factsDigest(), FakeWorld.decision(Decision.Outcome.ALLOW));
        assertThat(guard.known(session, command)).isInstanceOf(Verdict.Allowed.class);

        grant.learn(3, world.clock.instant(), "incident over");

        assertThat(((Verdict.Refused) guard.known(session, command)).refusal())
                .isEqualTo(new Refusal.SessionOver("the grant has ended: incident over"));
        assertThat(sessions.endAllUnder(grant, grant.over())).isEqualTo(1);
        assertThat(world.record).contains("the grant has ended: incident over");
    }

    private Opening open(Grants grants) {
        return knock(new SessionDoor(world, demanding, world, world, grants, new LiveSessions(), world.clock));
    }

    private static Opening knock(SessionDoor door) {
        return door.open(new SessionDoor.Knock("postgres", "10.0.0.1", "orders", FakeWorld.TOKEN));
    }
}
