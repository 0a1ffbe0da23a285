// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.testing.TokenIssuer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who does not get in, and what the gateway does with nonsense. Each case ends with the gate still serving
/// others.
class TokenRefusalIT {
    private static final String NOT_AUTHENTICATED = "28P01";

    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @Test
    void aGoodTokenOpensASession() throws SQLException {
        served();
    }

    private void served() throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of())) {
            assertThat(agent.isValid(60)).isTrue();
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        refused("not a token");
        refused("eyJhbGciOiJub25lIn0.e30.");
    }

    @Test
    void aTokenWithAChangedBodyIsRefused() {
        String[] parts = portcullis.token("agent").split("\\.", -1);
        String body = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"agents\"", "\"dba\"");
        String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(body.getBytes(StandardCharsets.UTF_8));
        refused(parts[0] + "." + changed + "." + parts[2]);
    }

    @Test
    void aTokenWithoutASignatureIsRefused() {
        String[] parts = portcullis.token("agent").split("\\.", -1);
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));
        refused(header + "." + parts[1] + ".");
        refused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void aTokenOfAnotherIssuerIsRefusedAndNobodyAsksThatIssuer() {
        try (TokenIssuer stranger = TokenIssuer.start()) {
            refused(stranger.token("agent").groups("agents").roles("agent").sign());
            assertThat(stranger.jwksRequests()).isZero();
        }
    }

    @Test
    void anExpiredTokenIsRefusedAndItsSessionEndsByItself() throws Exception {
        // Until a session was opened, and something run in it, in the time that its token had.
        int seconds = 4;
        Instant over = null;
        String shortLived = "";
        while (over == null) {
            seconds *= 2;
            assertThat(seconds).isLessThan(200);
            shortLived = portcullis.token("agent", "--ttl", String.valueOf(seconds));
            Instant latest = Instant.now().plusSeconds(seconds);
            try (Connection agent = portcullis.connectWith(shortLived, "orders", Map.of());
                    Statement statement = agent.createStatement()) {
                statement.executeQuery("SELECT 1").close();
                over = latest;
                awaitPast(over.plusSeconds(2));
                assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
                assertThat(agent.isValid(60)).isFalse();
            } catch (SQLException slow) {
                assertThat(Instant.now()).as(slow.toString()).isAfter(latest.minusSeconds(seconds / 2));
            }
        }
        // Until the tolerance for clocks that differ (5 s) has passed, the token is still read, and its session over at
        // once.
        awaitPast(over.plusSeconds(7));
        refused(shortLived);
    }

    private static void awaitPast(Instant time) throws InterruptedException {
        while (Instant.now().isBefore(time)) {
            Thread.sleep(200);
        }
    }

    @Test
    void anUnknownConnectionIsRefused() {
        assertThatThrownBy(() -> portcullis.connectWith(portcullis.token("agent"), "nowhere", Map.of()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("3D000"));
    }

    @Test
    void whoeverPolicyDoesNotNameMayNotConnect() {
        assertThatThrownBy(() -> portcullis.connectWith(portcullis.token("auditor"), "orders", Map.of()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @Test
    void withoutTlsNobodyIsAskedForAToken() {
        assertThatThrownBy(
                        () -> portcullis.connectWith(portcullis.token("agent"), "orders", Map.of("sslmode", "disable")))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));
    }

    @Test
    void garbageOnThePortIsClosedAndTheNextCallerIsServed() throws Exception {
        for (byte[] garbage : new byte[][] {
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[64],
            {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 3, 0, 0},
            {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f, 'Q', 0, 0, 0, 5, 0},
        }) {
            send(garbage);
        }
        served();
    }

    private void send(byte[] garbage) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portcullis.port("postgres"))) {
            socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
            socket.getOutputStream().write(garbage);
            InputStream answer = socket.getInputStream();
            byte[] buffer = new byte[1024];
            int total = 0;
            for (int read = answer.read(buffer); read > 0; read = answer.read(buffer)) {
                total += read;
            }
            assertThat(total).as("what a stranger gets to read").isLessThan(1024);
        } catch (java.net.SocketException closed) {
            assertThat(closed).hasMessageContaining("reset");
        }
    }

    @Test
    void aStatementOfTwentyMegabytesIsRefusedAndDoesNotTakeTheGatewayAlong() throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            String huge = "SELECT '" + "x".repeat(20_000_000) + "'";
            assertThatThrownBy(() -> statement.executeQuery(huge)).isInstanceOf(SQLException.class);
        }
        served();
    }

    @Test
    void aStatementThatDoesNotParseIsRefusedAndTheSessionGoesOn() throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELEC 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
            statement.executeQuery("SELECT 1").close();
        }
    }

    private void refused(String password) {
        assertThatThrownBy(() -> portcullis.connectWith(password, "orders", Map.of()))
                .isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo(NOT_AUTHENTICATED);
                    assertThat(e.getMessage()).doesNotContain(password);
                });
    }
}
