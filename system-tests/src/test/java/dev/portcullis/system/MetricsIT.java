// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What alerts and dashboards ask for, services that have something to tell do tell.
class MetricsIT {
    private static final Path FILES = Path.of("../helm/portcullis/files");
    private static final Pattern NAME = Pattern.compile("\\b(portcullis_[a-z_]+)\\{");
    private static final Pattern SERIES = Pattern.compile("(?m)^(portcullis_[a-z_]+)[{ ]");
    /// There are none without witnesses and without channels, and this run has neither.
    private static final Set<String> NOT_HERE =
            Set.of("portcullis_witness_quorum_age_seconds", "portcullis_notifications");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final RunningPortcullis portcullis = RunningPortcullis.shared();

    @Test
    void alertsAndDashboardsAskForWhatIsTold() throws SQLException, IOException {
        somethingHappens();
        Set<String> told = new TreeSet<>(names(SERIES, portcullis.metrics("gateway-management", "")));
        String operator = portcullis.token("operator");
        for (String service : new String[] {"policy", "approval", "audit"}) {
            told.addAll(names(SERIES, portcullis.metrics(service, operator)));
        }
        for (String file : new String[] {"alerts.yaml", "dashboards/portcullis.json"}) {
            Set<String> asked = names(NAME, Files.readString(FILES.resolve(file)));
            asked.removeAll(NOT_HERE);
            assertThat(asked).as(file).isNotEmpty().isSubsetOf(told);
        }
        assertThat(portcullis.metrics("gateway-management", ""))
                .contains("portcullis_refusals_total{reason=\"not-permitted\"")
                .contains("portcullis_refusals_total{reason=\"not-authenticated\"")
                .contains("portcullis_holds_wait_seconds_count{ended=\"rejected\"}");
    }

    @Test
    void onlyOperatorsSeeWhatServicesTell() {
        for (String service : new String[] {"policy", "approval", "audit"}) {
            for (String name : new String[] {"agent", "approver", "auditor"}) {
                assertThat(portcullis
                                .service(service, "GET", "/actuator/prometheus", portcullis.token(name), null)
                                .statusCode())
                        .as("%s to %s", service, name)
                        .isEqualTo(403);
            }
            assertThat(portcullis
                            .service(service, "GET", "/actuator/prometheus", "", null)
                            .statusCode())
                    .as(service)
                    .isEqualTo(401);
        }
    }

    private void somethingHappens() throws SQLException {
        assertThatThrownBy(() -> portcullis.connectWith("no token", "orders", Map.of()))
                .isInstanceOf(SQLException.class);
        String mark = "metrics-" + System.nanoTime();
        try (Connection agent = portcullis.connect("agent", Map.of());
                Statement statement = agent.createStatement()) {
            statement.executeQuery("SELECT email FROM customers WHERE id = 4").close();
            assertThatThrownBy(() -> statement.execute("DROP TABLE orders")).isInstanceOf(SQLException.class);
            HeldCommands held = new HeldCommands(portcullis);
            CompletableFuture<Boolean> update =
                    Background.of(() -> statement.execute("UPDATE customers SET name = '" + mark + "' WHERE id = 4"));
            JsonNode pending = held.awaitPending(mark);
            assertThat(held.vote(pending, "approver", false, "a test").statusCode())
                    .isEqualTo(200);
            assertThat(update).failsWithin(PATIENCE);
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
