// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A session that goes past the gateway to its target is found, and one that goes through it is not.
class BypassIT {
    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @Test
    void whoGoesPastTheGatewayIsInTheLogAndWhoGoesThroughItIsNot() throws SQLException {
        try (Connection agent = portcullis.connect("agent", Map.of());
                Connection past = TargetDatabase.of(portcullis).connect();
                Statement statement = past.createStatement()) {
            statement.execute("SET application_name = 'portcullis/agent/01M7YNAYM0WF8Q49SFBBRBWKAE'");
            assertThat(agent.isValid(60)).isTrue();
            long process = process(past, "pid = pg_backend_pid()");
            long own = process(past, "usename = 'orders_gateway' ORDER BY backend_start DESC");

            await("the finding")
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> findingsThatName(process) == 1);
            assertThat(findingsThatName(own)).isZero();
        }
    }

    private static long process(Connection superuser, String which) throws SQLException {
        try (Statement statement = superuser.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE " + which + " LIMIT 1")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private int findingsThatName(long process) throws SQLException {
        try (Connection store = TargetDatabase.store(portcullis).connect();
                Statement statement = store.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*) FROM audit.event,
                          jsonb_array_elements(convert_from(body, 'UTF8')::jsonb #> '{unmapped,portcullis,sessions}') s
                        WHERE kind = 'integrity.finding' AND (s ->> 'process')::bigint = %d
                          AND convert_from(body, 'UTF8')::jsonb #>> '{finding_info,analytic,name}' = 'gateway-bypassed'
                        """.formatted(process))) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }
}
