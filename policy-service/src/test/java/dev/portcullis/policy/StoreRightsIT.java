// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.testing.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the database lets the application do, and what it applies when it starts.
class StoreRightsIT {

    @TempDir
    private static Path seed;

    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(seed.resolve("connections"));
        Files.createDirectories(seed.resolve("classifications"));
        Files.writeString(seed.resolve("connections/orders.yaml"), Samples.CONNECTION);
        Files.writeString(seed.resolve("classifications/orders.yaml"), Samples.CLASSIFICATIONS);
        Files.writeString(seed.resolve("readers.yaml"), Samples.readers("readers"));
        Files.writeString(seed.resolve("README.md"), "not a document");
        service = RunningService.start("portcullis.policy.seed-directory=" + seed);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theSeedIsAppliedOnceAndNeverOverAnybodysChange() {
        String admin = service.admin().sign();
        String changed = "# changed\n" + Samples.readers("readers");
        assertThat(service.get("/v1/connections", admin).json().path("items")).hasSize(1);
        assertThat(service.get("/v1/classifications?connection=orders", admin).json())
                .hasSize(3);
        assertThat(service.get("/v1/policies/readers", admin)
                        .json()
                        .path("changedBy")
                        .asString())
                .isEqualTo("svc-policy");
        service.put("/v1/policies/readers", admin, changed, "If-Match", "\"1\"");
        service.delete("/v1/connections/orders", admin, "If-Match", "\"1\"");

        service.restart();

        assertThat(service.get("/v1/policies/readers", admin, "Accept", "application/yaml")
                        .text())
                .isEqualTo(changed);
        assertThat(service.get("/v1/connections/orders", admin).status())
                .as("what was removed stays removed")
                .isEqualTo(404);
    }

    @Test
    void aFaultySeedStopsTheStartAndSaysWhere(@TempDir Path faulty) throws Exception {
        Files.writeString(faulty.resolve("readers.yaml"), Samples.readers("readers"));
        Files.writeString(
                faulty.resolve("wrong.yaml"), Samples.policy("wrong", "{name: r, effect: allow, when: sql.readOnyl}"));

        assertThatThrownBy(() -> RunningService.start("portcullis.policy.seed-directory=" + faulty))
                .hasMessageContaining("wrong.yaml cannot be applied")
                .hasMessageContaining("6:39: rules[0].when: undefined field 'readOnyl'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE document_versions SET source = ''",
                "DELETE FROM document_versions",
                "TRUNCATE document_versions",
                "DELETE FROM feed_state",
                "INSERT INTO feed_state VALUES (1, 0, 0, repeat('0', 64))",
                "DROP TABLE documents",
                "CREATE TABLE x (a int)",
                "SELECT * FROM pg_authid",
                "CREATE ROLE x"
            })
    void theApplicationCannot(String sql) throws Exception {
        try (Connection connection = asApplication();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("42501");
        }
    }

    @Test
    void theApplicationCanReadAndAdd() throws Exception {
        try (Connection connection = asApplication();
                Statement statement = connection.createStatement()) {
            assertThatCode(() -> statement.execute("SELECT count(*) FROM document_versions"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theBootstrapMayBeRunAgain() {
        assertThatCode(() -> service.postgres().execute(service.database(), RunningService.bootstrapScript()))
                .doesNotThrowAnyException();
    }

    private static Connection asApplication() throws SQLException {
        return DriverManager.getConnection(
                service.postgres().jdbcUrl(service.database()), "policy_app", "app-password");
    }
}
