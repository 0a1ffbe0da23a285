// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.testing.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether a masked value is still one of its type is for PostgreSQL to say.
class TypedMaskTest {
    private static Connection connection;

    @BeforeAll
    static void connect() throws SQLException {
        connection = PostgresServer.shared().connect("postgres");
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void masksToAValueOfTheSameType(PostgresTypeSamples sample) throws SQLException {
        for (String value : sample.values()) {
            assertIsA(sample.type(), value);
            for (MaskMethod method : ValueMaskerTest.METHODS) {
                String masked = ValueMasker.maskTyped(value, sample.oid(), method, ValueMaskerTest.KEY);
                if (masked != null) assertIsA(sample.type(), masked);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void redactsFindingsToAValueOfTheSameType(PostgresTypeSamples sample) throws SQLException {
        DetectorSet all = Detectors.named(Set.of("secrets", "personal"));
        for (String value : sample.values()) {
            String redacted = all.redactTyped(value, sample.oid());
            if (redacted != null) assertIsA(sample.type(), redacted);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void showsNothingOfARedactedValue(PostgresTypeSamples sample) {
        for (String value : sample.values()) {
            assertThat(ValueMasker.maskTyped(value, sample.oid(), new MaskMethod.Redact(), ValueMaskerTest.KEY))
                    .isIn(null, "[redacted]", "\"[redacted]\"");
        }
    }

    @Test
    void knowsTypesByTheirRealNumbers() throws SQLException {
        for (PostgresTypeSamples sample : PostgresTypeSamples.ALL) {
            try (PreparedStatement statement = connection.prepareStatement("SELECT ?::text::regtype::oid::int")) {
                statement.setString(1, sample.type());
                try (var rows = statement.executeQuery()) {
                    rows.next();
                    assertThat(rows.getInt(1)).as(sample.type()).isEqualTo(sample.oid());
                }
            }
        }
    }

    @Test
    void wouldNoticeAValueOfAnotherType() {
        assertThatThrownBy(() -> assertIsA("int4", "[redacted]")).isInstanceOf(SQLException.class);
    }

    static Stream<PostgresTypeSamples> samples() {
        return PostgresTypeSamples.ALL.stream();
    }

    private static void assertIsA(String type, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT (?::text)::" + type)) {
            statement.setString(1, value);
            statement.executeQuery().close();
        }
    }
}
