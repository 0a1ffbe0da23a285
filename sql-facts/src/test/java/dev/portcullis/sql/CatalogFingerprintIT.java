// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The fingerprint is another one whenever a reading may be, and the same as long as only data changes.
class CatalogFingerprintIT {
    private static final String DATABASE = "fingerprinted";

    @BeforeAll
    static void create() {
        PostgresServer.shared().createDatabase(DATABASE);
        PostgresServer.shared().execute(DATABASE, """
                CREATE SCHEMA other;
                CREATE TABLE a (x int, y text);
                CREATE TABLE b (x int, y text);
                CREATE TABLE other.a (x int, y text);
                CREATE TABLE parent (x int) PARTITION BY RANGE (x);
                CREATE VIEW v AS SELECT x, y FROM a;
                CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
                INSERT INTO a VALUES (1, 'one');
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE c (x int)",
                "DROP TABLE b",
                "DROP TABLE b; CREATE TABLE b (y text, x int)",
                "ALTER TABLE a ADD COLUMN z int",
                "ALTER TABLE b DROP COLUMN y",
                "ALTER TABLE a RENAME COLUMN x TO z; ALTER TABLE a RENAME COLUMN y TO x; ALTER TABLE a RENAME COLUMN z TO y",
                "ALTER TABLE a RENAME TO c; ALTER TABLE b RENAME TO a; ALTER TABLE c RENAME TO b",
                "ALTER TABLE b ALTER COLUMN x TYPE bigint",
                "ALTER TABLE b SET SCHEMA other",
                "ALTER SCHEMA other RENAME TO another",
                "ALTER SCHEMA other RENAME TO old; CREATE SCHEMA other; CREATE TABLE other.a (y text, x int)",
                "CREATE OR REPLACE VIEW v AS SELECT x, y FROM b",
                "CREATE OR REPLACE VIEW v AS SELECT x, 'y' || y AS y FROM a",
                "CREATE RULE r AS ON INSERT TO a DO INSTEAD NOTHING",
                "ALTER TABLE b INHERIT a",
                "CREATE TABLE child PARTITION OF parent FOR VALUES FROM (1) TO (2)",
                "CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2'",
                "ALTER FUNCTION f(int) VOLATILE",
                "DROP FUNCTION f(int)",
                "CREATE MATERIALIZED VIEW m AS SELECT x FROM a"
            })
    void isAnotherOnceNamesMayMeanSomethingElse(String change) throws SQLException {
        try (Connection connection = PostgresServer.shared().connect(DATABASE)) {
            connection.setAutoCommit(false);
            String before = fingerprint(connection);
            connection.createStatement().execute(change);
            assertThat(fingerprint(connection)).isNotEqualTo(before);
            connection.rollback();
            assertThat(fingerprint(connection)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO a VALUES (2, 'two')",
                "UPDATE a SET y = 'three'",
                "DELETE FROM a",
                "CREATE TEMPORARY TABLE t (x int); DROP TABLE t",
                "CREATE TEMPORARY TABLE kept (x int)",
                "ANALYZE a",
                "VACUUM a",
                "VACUUM FREEZE pg_catalog.pg_class"
            })
    void isTheSameWhateverHappensToRows(String change) throws SQLException {
        try (Connection connection = PostgresServer.shared().connect(DATABASE);
                Connection other = PostgresServer.shared().connect(DATABASE)) {
            String before = fingerprint(other);
            for (String command : change.split(";", -1)) {
                connection.createStatement().execute(command);
            }
            assertThat(fingerprint(other)).isEqualTo(before);
        }
    }

    private static String fingerprint(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(CatalogQueries.FINGERPRINT)) {
            row.next();
            return row.getString(1);
        }
    }
}
