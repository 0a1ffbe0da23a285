// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is left behind: sessions, replay, and a log that shows tampering.
class AuditIT {
    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @Test
    void aSessionIsReplayedWithItsCommandsAndItsMaskedRows() throws SQLException {
        String mark = "replay-" + System.nanoTime();
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement
                    .executeQuery("SELECT name, email, '" + mark + "' FROM customers WHERE id = 4")
                    .close();
            assertThatThrownBy(() -> statement.execute("DROP TABLE orders")).isInstanceOf(SQLException.class);
        }
        String session = awaitSession(mark);
        RunningPortcullis.Output replay = portcullis.script("replay", session);
        assertThat(replay.exitCode()).as(replay.text()).isZero();
        assertThat(replay.text()).contains(mark).contains("DROP TABLE orders");
        assertThat(replay.text()).contains("*");
        assertThat(replay.text().toLowerCase(java.util.Locale.ROOT)).doesNotContain(storedEmail(4));
    }

    @Test
    void onlyAnAuditorReadsARecording() throws SQLException {
        String mark = "private-" + System.nanoTime();
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement.executeQuery("SELECT '" + mark + "'").close();
        }
        String path = "/api/audit/v1/sessions/" + awaitSession(mark) + "/recording";
        assertThat(portcullis
                        .rest("GET", path, portcullis.token("auditor"), null)
                        .statusCode())
                .isEqualTo(200);
        for (String name : new String[] {"agent", "developer", "approver", "policy-admin", "operator"}) {
            assertThat(portcullis
                            .rest("GET", path, portcullis.token(name), null)
                            .statusCode())
                    .as(name)
                    .isEqualTo(403);
        }
        assertThat(portcullis.rest("GET", path, "", null).statusCode()).isEqualTo(401);
    }

    @Test
    void verifyNamesAnEventThatASuperuserAlteredAndIsContentOnceItIsPutBack() throws SQLException {
        String mark = "tamper-" + System.nanoTime();
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement.executeQuery("SELECT '" + mark + "'").close();
        }
        awaitSession(mark);
        await("the event is under a checkpoint").atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            RunningPortcullis.Output verified = portcullis.script("verify");
            assertThat(verified.exitCode()).as(verified.text()).isZero();
        });
        String event = alter(mark, "tampered");
        try {
            RunningPortcullis.Output failed = portcullis.script("verify");
            assertThat(failed.exitCode()).as(failed.text()).isEqualTo(1);
            assertThat(failed.text()).contains(event);
        } finally {
            alter("tampered" + mark.substring("tamper".length()), "tamper");
        }
        assertThat(portcullis.script("verify").exitCode()).isZero();
    }

    /// Replaces the first word of the mark in the stored bytes of the intent, as only a superuser can, and
    /// names the event.
    private String alter(String mark, String word) throws SQLException {
        String changed = word + mark.substring(mark.indexOf('-'));
        try (Connection store = TargetDatabase.store(portcullis).connect();
                Statement statement = store.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            try (ResultSet row = statement.executeQuery("UPDATE audit.event SET body = "
                    + "convert_to(replace(convert_from(body, 'UTF8'), '" + mark + "', '" + changed + "'), 'UTF8') "
                    + "WHERE convert_from(body, 'UTF8') LIKE '%command.intent%" + mark + "%' "
                    + "OR convert_from(body, 'UTF8') LIKE '%" + mark + "%command.intent%' RETURNING event_id")) {
                assertThat(row.next()).as("an event with " + mark).isTrue();
                return row.getString(1);
            }
        }
    }

    @Test
    void anOperatorEndsALiveSession() throws Exception {
        String mark = "kill-" + System.nanoTime();
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement.executeQuery("SELECT '" + mark + "'").close();
            String session = awaitSession(mark);
            assertThat(portcullis
                            .rest("DELETE", "/api/audit/v1/sessions/" + session, portcullis.token("agent"), null)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(statement.executeQuery("SELECT 1").next()).isTrue();
            assertThat(portcullis
                            .rest("DELETE", "/api/audit/v1/sessions/" + session, portcullis.token("operator"), null)
                            .statusCode())
                    .isBetween(200, 204);
            await("the session is over").atMost(Duration.ofMinutes(2)).until(() -> !agent.isValid(60));
        }
    }

    /// Waits until a session that ran a command with the mark is in the audit store.
    private String awaitSession(String mark) {
        String[] found = new String[1];
        await("a session with " + mark)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    try (Connection store = TargetDatabase.store(portcullis).connect();
                            Statement statement = store.createStatement();
                            ResultSet row = statement.executeQuery("SELECT chain_id FROM audit.event "
                                    + "WHERE convert_from(body, 'UTF8') LIKE '%" + mark + "%' LIMIT 1")) {
                        if (row.next()) {
                            found[0] = row.getString(1);
                        }
                        return found[0] != null;
                    }
                });
        JsonNode session = portcullis.json("/api/audit/v1/sessions/" + found[0], portcullis.token("auditor"));
        assertThat(session.path("connection").asString()).isEqualTo("orders");
        return found[0];
    }

    private String storedEmail(int id) throws SQLException {
        try (Connection target = TargetDatabase.of(portcullis).connect();
                Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery("SELECT lower(email) FROM customers WHERE id = " + id)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
