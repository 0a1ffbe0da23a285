// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// r2dbc-postgresql, which pipelines.
class ReactiveClientIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROUNDS = 3;

    private final ClientsDatabase database = ClientsDatabase.shared();

    @ParameterizedTest
    @CsvSource({"false,0,-1", "true,0,-1", "false,10,0", "true,10,5"})
    void readsWritesFailsAndIsRefusedAsBeforeAServer(boolean binary, int fetchSize, int statementCache) {
        PostgresqlConnection connection = connect(binary, fetchSize, statementCache);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                List<List<Object>> rows = readEveryType(connection);
                assertThat(rows).hasSize(35);
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(rows.get(i)).isEqualTo(sample(101 + i));
                }
            }
            writesInATransaction(connection);
            goesOnAfterAnError(connection, "SELECT 1 / (id - 1) FROM samples", "22012", "division by zero");
            goesOnAfterAnError(connection, ClientsDatabase.REFUSED, "42501", ClientsDatabase.REFUSAL);
        } finally {
            connection.close().block(PATIENCE);
        }
    }

    private PostgresqlConnection connect(boolean binary, int fetchSize, int statementCache) {
        return new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                        .host("localhost")
                        .port(database.port())
                        .database(ClientsDatabase.NAME)
                        .username("agent")
                        .password(database.token())
                        .sslMode(SSLMode.VERIFY_FULL)
                        .sslRootCert(database.ca().toString())
                        .forceBinary(binary)
                        .fetchSize(fetchSize)
                        .preparedStatementCacheQueries(statementCache)
                        .build())
                .create()
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    private static List<List<Object>> readEveryType(PostgresqlConnection connection) {
        PostgresqlStatement read = connection
                .createStatement("SELECT id, word, price, at, bytes, parts, gone, email FROM samples"
                        + " WHERE id BETWEEN $1 AND $2 AND word LIKE $3 AND at >= $4 AND price <> $5 ORDER BY id")
                .bind("$1", 101)
                .bind("$2", 135)
                .bind("$3", "wörd%")
                .bind("$4", OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
                .bind("$5", new BigDecimal("-1.5"));
        return read.execute()
                .flatMap(result -> result.map((row, _) -> values(row)))
                .collectList()
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    private static List<Object> values(Row row) {
        return List.of(
                row.get("id", Integer.class),
                row.get("word", String.class),
                row.get("price", BigDecimal.class),
                row.get("at", OffsetDateTime.class).toInstant(),
                row.get("bytes", ByteBuffer.class),
                List.of(row.get("parts", Integer[].class)[0], row.get("parts", Integer[].class)[2]),
                String.valueOf(row.get("gone", String.class)),
                row.get("email", String.class));
    }

    private static List<Object> sample(int id) {
        return List.of(
                id,
                "wörd " + id,
                new BigDecimal(id + ".2500"),
                OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                        .plusHours(id)
                        .toInstant(),
                ByteBuffer.allocate(6).putShort((short) 0xff).putInt(id).flip(),
                List.of(id, id * 2),
                "null",
                ClientsDatabase.MASKED);
    }

    private static void writesInATransaction(PostgresqlConnection connection) {
        PostgresqlStatement insert = connection.createStatement("INSERT INTO notes (id, word) VALUES ($1, $2)");
        for (int i = 1000; i < 1025; i++) {
            insert.bind("$1", i).bind("$2", "note " + i);
            if (i < 1024) {
                insert.add();
            }
        }
        Long written = connection
                .beginTransaction()
                .thenMany(insert.execute())
                .flatMap(PostgresqlResult::getRowsUpdated)
                .reduce(0L, Long::sum)
                .block(PATIENCE);
        assertThat(written).isEqualTo(25);
        connection.rollbackTransaction().block(PATIENCE);
        assertThat(number(connection, "SELECT count(*) FROM notes WHERE id BETWEEN 1000 AND 1024"))
                .isZero();
    }

    private static void goesOnAfterAnError(
            PostgresqlConnection connection, String sql, String sqlState, String message) {
        Mono<Long> failing = Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.map((_, _) -> 1))
                .count();
        assertThatThrownBy(() -> failing.block(PATIENCE)).isInstanceOfSatisfying(R2dbcException.class, e -> {
            assertThat(e.getSqlState()).isEqualTo(sqlState);
            assertThat(e.getMessage()).contains(message);
        });
        assertThat(number(connection, "SELECT count(*) FROM samples")).isEqualTo(250);
    }

    private static long number(PostgresqlConnection connection, String sql) {
        return connection
                .createStatement(sql)
                .execute()
                .flatMap(result -> result.map((row, _) -> row.get(0, Long.class)))
                .next()
                .blockOptional(PATIENCE)
                .orElseThrow();
    }
}
