// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Asks a real server which of the functions that count as harmless it calls volatile.
class PassingValuesIT {

    private static final String DATABASE = "passing";

    @Test
    void knowsEveryVolatileFunctionThatCountsAsHarmless() throws Exception {
        PostgresServer server = PostgresServer.shared();
        server.createDatabase(DATABASE);
        TreeSet<String> unheardOf = new TreeSet<>();
        int seen = 0;
        try (Connection connection = server.connect(DATABASE);
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT proname FROM pg_catalog.pg_proc"
                                + " WHERE pronamespace = 'pg_catalog'::regnamespace AND provolatile = 'v'")) {
            while (rows.next()) {
                String name = rows.getString(1);
                if (HarmlessFunctions.contains(name)) {
                    seen++;
                    if (!PassingValues.FUNCTIONS.contains(name)) {
                        unheardOf.add(name);
                    }
                }
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(4);
        assertThat(unheardOf).isEmpty();
    }
}
