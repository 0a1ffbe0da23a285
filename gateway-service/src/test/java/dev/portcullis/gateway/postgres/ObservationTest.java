// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.ForeignSession;
import dev.portcullis.gateway.access.TargetLogin;
import dev.portcullis.gateway.access.TargetObservation;
import dev.portcullis.testing.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the gateway sees at a real target besides its own sessions.
class ObservationTest {
    private static final String OBSERVER = "pgplane_observer";

    private static PostgresServer server;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
        gateway = new RunningGateway(server, Duration.ofMinutes(5));
        server.execute(RunningGateway.DATABASE, """
                CREATE ROLE pgplane_observer LOGIN PASSWORD 'observer-password' IN ROLE pg_read_all_stats;
                CREATE ROLE pgplane_blind LOGIN PASSWORD 'observer-password';
                CREATE ROLE monitoring LOGIN PASSWORD 'past-the-gate';
                CREATE ROLE intruder LOGIN PASSWORD 'past-the-gate';
                """);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        server.close();
    }

    @BeforeEach
    void observed() throws Exception {
        observeAs(OBSERVER);
        look();
        gateway.audit.observations().clear();
    }

    @Test
    void doesNotTakeASessionThroughTheGatewayForAForeignOneAndPutsItsProcessOnRecord() throws Exception {
        try (java.sql.Connection session = gateway.connect()) {
            int process = Integer.parseInt(
                    MaskedReadTest.rows(session, "SELECT pg_backend_pid()").getFirst());

            assertThat(gateway.audit.logins())
                    .filteredOn(login -> login.process() == process)
                    .singleElement()
                    .satisfies(login -> {
                        assertThat(login.address()).isEqualTo(server.host() + ":" + server.port());
                        assertThat(login.ready()).isAfter(login.opened());
                    });
            look();
            assertThat(fresh()).isEmpty();
        }
    }

    @Test
    void reportsASessionThatWentPastTheGatewayOnce() throws Exception {
        try (java.sql.Connection session = past("intruder", "psql")) {
            look();
            look();

            ForeignSession found = only(fresh());
            assertThat(found.user()).isEqualTo("intruder");
            assertThat(found.expected()).isFalse();
            assertThat(found.client()).isNotEmpty();
            assertThat(found.kind()).isEqualTo("client backend");
            assertThat(found.process()).isEqualTo(process(session));
        }
    }

    @Test
    void isNotFooledByASessionThatCallsItselfOneOfTheGateways() throws Exception {
        String name = "portcullis/agent-1/01M7YNAYM0WF8Q49SFBBRBWKAE";
        try (java.sql.Connection ours = gateway.connect();
                java.sql.Connection faked = past("intruder", name)) {
            assertThat(ours.isValid(60)).isTrue();
            look();

            ForeignSession found = only(fresh());
            assertThat(found.process()).isEqualTo(process(faked));
            assertThat(found.application()).isEqualTo(name);
            assertThat(found.expected()).isFalse();
        }
    }

    @Test
    void saysOfAnAccountThatMayGoPastTheGatewayThatItMay() throws Exception {
        try (java.sql.Connection expected = past("monitoring", "exporter")) {
            look();

            assertThat(only(fresh()).expected()).isTrue();
            assertThat(only(fresh()).process()).isEqualTo(process(expected));
        }
    }

    @Test
    void seesTheSessionsOfAnotherGatewayAsForeignAndAsExactlyThoseThatOneRecorded() throws Exception {
        try (RunningGateway other = RunningGateway.beside(gateway);
                java.sql.Connection session = other.connect()) {
            look();

            int process = Integer.parseInt(
                    MaskedReadTest.rows(session, "SELECT pg_backend_pid()").getFirst());
            ForeignSession found = fresh().stream()
                    .filter(foreign -> foreign.process() == process)
                    .findFirst()
                    .orElseThrow();
            assertThat(other.audit.logins()).anyMatch(login -> login.isServedBy(found.process(), found.begun()));
            assertThat(gateway.audit.logins()).noneMatch(login -> login.isServedBy(found.process(), found.begun()));
        }
    }

    @Test
    void saysThatItMaySeeNothingInsteadOfThatThereIsNothing() throws Exception {
        observeAs("pgplane_blind");
        for (int i = 0; i < 5; i++) {
            look();
        }

        assertThat(gateway.audit.observations())
                .singleElement()
                .isInstanceOfSatisfying(
                        TargetObservation.Failed.class,
                        failed -> assertThat(failed.why()).contains("pg_read_all_stats"));

        observeAs(OBSERVER);
        look();
        assertThat(gateway.audit.observations()).last().isInstanceOf(TargetObservation.Made.class);
    }

    @Test
    void saysThatTheTargetIsAwayAndLooksAgainWhenItIsBack() throws Exception {
        server.stopServer();
        try {
            for (int i = 0; i < 3; i++) {
                look();
            }
            assertThat(gateway.audit.observations()).singleElement().isInstanceOf(TargetObservation.Failed.class);
        } finally {
            server.startServer();
        }
        try (java.sql.Connection session = past("intruder", "psql")) {
            look();
            assertThat(only(fresh()).process()).isEqualTo(process(session));
        }
    }

    @Test
    void aProcessNumberThatIsUsedAgainIsNotTheSameSession() {
        TargetLogin login = gateway.audit.logins().getFirst();

        assertThat(login.isServedBy(login.process(), login.ready())).isTrue();
        assertThat(login.isServedBy(login.process(), login.ready().plusSeconds(3)))
                .isFalse();
        assertThat(login.isServedBy(login.process(), login.opened().minusSeconds(3)))
                .isFalse();
        assertThat(login.isServedBy(login.process() + 1, login.ready())).isFalse();
    }

    private static void observeAs(String role) {
        Observation observation = new Observation(
                new Connection.Credential(role, "env:OBSERVER"), List.of(new Observation.Account("monitoring", "")));
        gateway.observerCredential = new Credentials.Credential(role, new Credentials.Secret("observer-password"));
        gateway.registered = connection -> connection.observedAs(observation);
    }

    private static void look() throws InterruptedException {
        gateway.look();
    }

    private static List<ForeignSession> fresh() {
        return gateway.audit.observations().stream()
                .filter(TargetObservation.Made.class::isInstance)
                .flatMap(observation -> ((TargetObservation.Made) observation).fresh().stream())
                .toList();
    }

    private static ForeignSession only(List<ForeignSession> sessions) {
        assertThat(sessions).hasSize(1);
        return sessions.getFirst();
    }

    private static java.sql.Connection past(String user, String application) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", "past-the-gate");
        properties.setProperty("ApplicationName", application);
        return DriverManager.getConnection(server.jdbcUrl(RunningGateway.DATABASE), properties);
    }

    private static int process(java.sql.Connection session) throws SQLException {
        return Integer.parseInt(
                MaskedReadTest.rows(session, "SELECT pg_backend_pid()").getFirst());
    }
}
