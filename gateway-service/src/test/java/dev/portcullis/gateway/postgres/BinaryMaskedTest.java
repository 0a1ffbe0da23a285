// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.masking.MaskKey;
import dev.portcullis.masking.MaskMethod;
import dev.portcullis.masking.MaskMethod.DateTruncate.Unit;
import dev.portcullis.testing.PostgresServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a mask leaves of a value in binary is, byte for byte, what PostgreSQL sends of that which it leaves of it in
/// text; the values are PostgreSQL's own.
class BinaryMaskedTest {
    private static final MaskKey KEY = MaskKey.of(new byte[32]);
    private static final List<MaskMethod> ALIKE = List.of(
            new MaskMethod.Redact(),
            new MaskMethod.Nullify(),
            new MaskMethod.Partial(4),
            new MaskMethod.Bucket(2),
            new MaskMethod.Bucket(1000),
            new MaskMethod.DateTruncate(Unit.YEAR),
            new MaskMethod.DateTruncate(Unit.QUARTER),
            new MaskMethod.DateTruncate(Unit.MONTH),
            new MaskMethod.DateTruncate(Unit.DAY),
            new MaskMethod.DateTruncate(Unit.HOUR));
    private static final List<MaskMethod> STAND_INS = List.of(new MaskMethod.Hash(), new MaskMethod.Pseudonym());

    private static Connection server;

    @BeforeAll
    static void connect() throws SQLException {
        server = PostgresServer.shared().connect("postgres");
        server.createStatement().execute("SET TIME ZONE 'Asia/Kathmandu'");
    }

    @AfterAll
    static void close() throws SQLException {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "int2 | 21 | int2send | 47; -1; 0; 32767; -32768",
                "int4 | 23 | int4send | 774411; -774411; 0; 2147483647; -2147483648",
                "int8 | 20 | int8send | 47; -1; 9223372036854775807; -9223372036854775808",
                "numeric | 1700 | numeric_send | 1234.56; -0.5; 0.00; 99999999999999999999999.9; 10000; -20000000",
                "date | 1082 | date_send | 1987-04-15; 2000-01-01; 0044-03-15 BC; 0001-02-03; 12026-02-03; infinity; -infinity",
                "timestamp | 1114 | timestamp_send | 1987-04-15 13:37:42.125734; 1999-12-31 23:59:59; 2026-01-01; 0044-03-15 10:00:00 BC; infinity",
                "timestamptz | 1184 | timestamptz_send | 2024-02-29 13:37:42.125734Z; 2026-01-01 00:00Z; 2025-12-31 20:00Z; 0001-01-01 00:00Z; -infinity",
                "uuid | 2950 | uuid_send | 00000000-0000-0001-0000-000000000002",
                "text | 25 | textsend | ; forty-seven; 47; 1987-04-15"
            })
    void isMaskedAsInText(String type, int oid, String send, String values) throws SQLException {
        for (MaskMethod method : ALIKE) {
            alike(type, oid, send, values, method);
        }
        for (MaskMethod method : STAND_INS) {
            alike(type, oid, send, values, method);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "float4 | 700 | float4send | 47.5; -1; 1e20; 0; NaN; Infinity",
                "float8 | 701 | float8send | 774411.5; -0.001; 1e300; 5e-324; -0; NaN; -Infinity"
            })
    void aFloatIsNullInTextAndInBinary(String type, int oid, String send, String values) throws SQLException {
        for (List<MaskMethod> methods : List.of(ALIKE, STAND_INS)) {
            for (MaskMethod method : methods) {
                for (String value : values.split(";", -1)) {
                    byte[] written = written(type, value.strip()).getBytes(StandardCharsets.UTF_8);
                    assertThat(masked(written, oid, method, false)).isNull();
                    assertThat(masked(sent(type, send, value.strip()), oid, method, true))
                            .isNull();
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bool | 16 | boolsend | true",
                "numeric | 1700 | numeric_send | NaN",
                "numeric | 1700 | numeric_send | Infinity",
                "time | 1083 | time_send | 13:37",
                "interval | 1186 | interval_send | 1 year",
                "bytea | 17 | byteasend | x",
                "jsonb | 3802 | jsonb_send | 1",
                "int4[] | 1007 | array_send | {1}",
                "money | 790 | cash_send | 47.11"
            })
    void anythingElseIsNull(String type, int oid, String send, String value) throws SQLException {
        for (List<MaskMethod> methods : List.of(ALIKE, STAND_INS)) {
            for (MaskMethod method : methods) {
                assertThat(masked(sent(type, send, value), oid, method, true))
                        .as("%s", method)
                        .isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"21, 4", "23, 2", "20, 4", "700, 8", "701, 4", "1700, 3", "1082, 8", "1114, 4", "1184, 0", "2950, 15"})
    void whatDoesNotReadIsNull(int oid, int length) {
        for (List<MaskMethod> methods : List.of(ALIKE, STAND_INS)) {
            for (MaskMethod method : methods) {
                assertThat(masked(new byte[length], oid, method, true))
                        .as("%s", method)
                        .isNull();
            }
        }
    }

    private static void alike(String type, int oid, String send, String values, MaskMethod method) throws SQLException {
        for (String value : values.split(";", -1)) {
            byte[] written = written(type, value.strip()).getBytes(StandardCharsets.UTF_8);
            ByteBuffer shown = masked(written, oid, method, false);
            ByteBuffer binary = masked(sent(type, send, value.strip()), oid, method, true);
            if (shown == null) {
                assertThat(binary).as("%s of %s", method, value).isNull();
            } else {
                String text = StandardCharsets.UTF_8.decode(shown).toString();
                assertThat(binary)
                        .as("%s of %s, %s", method, value, text)
                        .isEqualTo(ByteBuffer.wrap(sent(type, send, text)));
            }
        }
    }

    private static @Nullable ByteBuffer masked(byte[] value, int oid, MaskMethod method, boolean binary) {
        return new ColumnMask.Whole(method, KEY, oid, binary).apply(ByteBuffer.wrap(value));
    }

    private static byte[] sent(String type, String send, String value) throws SQLException {
        try (PreparedStatement statement = asked(send + "(?::text::" + type + ")", value);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    private static String written(String type, String value) throws SQLException {
        try (PreparedStatement statement = asked("?::text::" + type + "::text", value);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static PreparedStatement asked(String expression, String value) throws SQLException {
        PreparedStatement statement = server.prepareStatement("SELECT " + expression);
        statement.setString(1, value);
        return statement;
    }
}
