// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static dev.portcullis.gateway.postgres.RawClient.sqlState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.postgres.wire.BackendMessage;
import dev.portcullis.postgres.wire.FrontendMessage;
import dev.portcullis.postgres.wire.ProtocolVersion;
import dev.portcullis.postgres.wire.StartupPacket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final Map<String, String> STARTUP = Map.of("user", "agent", "database", "orders");
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new RunningGateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void letsAGoodTokenIn() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(new FrontendMessage.Query("SELECT 1"));
            assertThat(client.untilReady()).contains(new BackendMessage.CommandComplete("SELECT 1"));
        }
    }

    @Test
    void refusesPlaintextBeforeItAsksForAnything() throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            client.startup(ProtocolVersion.V3_0, STARTUP);
            List<BackendMessage> messages = client.untilClosed();
            assertThat(messages).hasSize(1);
            assertThat(sqlState(messages)).isEqualTo("28000");
        }
    }

    @Test
    void closesWhenSomethingUnencryptedFollowsTheSslRequest() throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            client.sendBytes(new byte[] {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f, 'Q', 0, 0, 0, 5, 0});
            assertThat(client.read()).isNotEqualTo('S');
        }
    }

    @Test
    void answersNoToGssAndGoesOnToTls() throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            client.send(new StartupPacket.GssEncryptionRequest());
            assertThat(client.read()).isEqualTo('N');
            client.secured();
            client.startup(ProtocolVersion.V3_0, STARTUP);
            assertThat(client.next()).isEqualTo(new BackendMessage.AuthenticationCleartextPassword());
        }
    }

    @Test
    void takesDirectTlsWithTheRightProtocol() throws Exception {
        try (RawClient client = new RawClient(gateway).tls("postgresql")) {
            client.startup(ProtocolVersion.V3_0, STARTUP);
            client.password("good");
            assertThat(client.next()).isEqualTo(new BackendMessage.AuthenticationCleartextPassword());
            assertThat(client.next()).isEqualTo(new BackendMessage.AuthenticationOk());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http/1.1"})
    void refusesDirectTlsForAnythingElse(String protocol) throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            String[] protocols = protocol.isEmpty() ? new String[0] : new String[] {protocol};
            assertThatThrownBy(() -> {
                        client.tls(protocols).startup(ProtocolVersion.V3_0, STARTUP);
                        if (client.read() == -1) {
                            throw new IOException("closed");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"forged, orders, 28P01", "unverifiable, orders, 57P03", "good, nowhere, 3D000", "'', orders, 28P01"})
    void saysWhyATokenOrConnectionIsRefused(String token, String connection, String sqlState) throws Exception {
        try (RawClient client = new RawClient(gateway).secured()) {
            client.startup(ProtocolVersion.V3_0, Map.of("user", "agent", "database", connection));
            client.password(token);
            List<BackendMessage> messages = client.untilClosed();
            assertThat(sqlState(messages)).isEqualTo(sqlState);
            assertThat(messages).doesNotContain(new BackendMessage.AuthenticationOk());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "options, -c search_path=evil",
        "replication, database",
        "search_path, evil",
        "client_encoding, SJIS",
        "role, postgres",
        "session_authorization, postgres"
    })
    void refusesStartupParametersThatChangeMoreThanLooks(String name, String value) throws Exception {
        try (RawClient client = new RawClient(gateway).secured()) {
            client.startup(ProtocolVersion.V3_0, Map.of("user", "agent", "database", "orders", name, value));
            assertThat(sqlState(client.untilClosed())).isEqualTo("0A000");
        }
    }

    @Test
    void refusesASettingGivenTwiceInDifferentCase() throws Exception {
        try (RawClient client = new RawClient(gateway).secured()) {
            client.startup(
                    ProtocolVersion.V3_0, Map.of("user", "agent", "TimeZone", "UTC", "timezone", "Europe/Berlin"));
            assertThat(sqlState(client.untilClosed())).isEqualTo("08P01");
        }
    }

    @Test
    void speaksVersion32WithALongCancelKeyAndRefusesUnknownOptions() throws Exception {
        try (RawClient client = new RawClient(gateway).secured()) {
            client.startup(
                    new ProtocolVersion(3, 9999),
                    Map.of("user", "agent", "database", "orders", "_pq_.test_protocol_negotiation", ""));
            assertThat(client.next())
                    .isEqualTo(
                            new BackendMessage.NegotiateProtocolVersion(2, List.of("_pq_.test_protocol_negotiation")));
            client.password("good");
            assertThat(client.untilReady())
                    .filteredOn(BackendMessage.BackendKeyData.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void tellsTheClientItsOwnNameAndNothingOfTheTargetsLogin() throws Exception {
        try (RawClient client = new RawClient(gateway).secured()) {
            client.startup(ProtocolVersion.V3_0, STARTUP);
            client.password("good");
            List<BackendMessage> messages = client.untilReady();
            assertThat(messages)
                    .contains(
                            new BackendMessage.ParameterStatus("session_authorization", "agent"),
                            new BackendMessage.ParameterStatus("client_encoding", "UTF8"));
            assertThat(messages.toString()).doesNotContain("pgplane_app").doesNotContain("canary");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "\0\0\0\0\0\0\0\0", "SSH-2.0-OpenSSH_9.2\r\n"})
    void closesOnGarbage(String garbage) throws Exception {
        try (RawClient client = new RawClient(gateway)) {
            client.sendBytes(garbage.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(sqlState(client.untilClosed())).isEqualTo("08P01");
        }
    }

    @Test
    void closesWhenSomethingElseComesInPlaceOfThePassword() throws Exception {
        try (RawClient client = new RawClient(gateway).secured()) {
            client.startup(ProtocolVersion.V3_0, STARTUP);
            client.send(new FrontendMessage.Query("SELECT 1"));
            assertThat(sqlState(client.untilClosed())).isEqualTo("08P01");
        }
    }

    @Test
    void opensNoSessionThatIsNotOnRecord() throws Exception {
        gateway.audit.failing(true);
        try {
            assertThatThrownBy(gateway::connect)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P03"));
        } finally {
            gateway.audit.failing(false);
        }
        assertThat(gateway.connect().isValid(60)).isTrue();
    }

    @Test
    void endsTheSessionWhenTheTokenExpires() throws Exception {
        List<BackendMessage> messages = List.of();
        // Until a session was opened in the time that its token had.
        for (int seconds = 1; messages.stream().noneMatch(BackendMessage.ReadyForQuery.class::isInstance); ) {
            seconds *= 2;
            assertThat(seconds).isLessThan(60);
            gateway.expiresAt = Instant.now().plusSeconds(seconds);
            try (RawClient client = new RawClient(gateway).secured()) {
                client.startup(ProtocolVersion.V3_0, STARTUP);
                client.password("good");
                messages = client.untilClosed();
            } finally {
                gateway.expiresAt = Instant.now().plusSeconds(3600);
            }
        }
        assertThat(sqlState(messages)).isEqualTo("57P01");
        CommandTest.eventually(() -> gateway.audit.events().contains("ended the token has expired"));
    }

    @Test
    void endsASessionThatIsKilledInTheMiddleOfACommand() throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.send(new FrontendMessage.Query("SELECT pg_sleep(303)"));
            CommandTest.awaitRunning(gateway, "SELECT pg_sleep(303)");
            gateway.sessions.endAll("an operator ended it");
            assertThat(sqlState(client.untilClosed())).isEqualTo("57P01");
        }
        CommandTest.eventually(() -> gateway.audit.events().contains("ended an operator ended it"));
    }

    @ParameterizedTest
    @ValueSource(chars = {'p', 'A', '\0', 'Z', (char) 0x16, (char) 0xff})
    void closesOnAMessageThatNoClientSends(char type) throws Exception {
        try (RawClient client = RawClient.ready(gateway)) {
            client.sendBytes((byte) type, (byte) 0, (byte) 0, (byte) 0, (byte) 4);
            assertThat(sqlState(client.untilClosed())).isEqualTo("08P01");
        }
    }
}
