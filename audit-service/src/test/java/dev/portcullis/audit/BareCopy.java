// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import org.postgresql.PGConnection;

/// What PostgreSQL alone does with events: COPY of their bytes into a table whose only index is that of their ids, one
/// transaction for as many as ingestion stores in one. The input is made before.
final class BareCopy implements AutoCloseable {

    private static final int AT_ONCE = 4_000;

    private final Connection connection;

    private BareCopy(Connection connection) {
        this.connection = connection;
    }

    static BareCopy into(AuditServer.Place place) throws SQLException {
        Connection connection = DriverManager.getConnection(
                place.postgres().jdbcUrl(place.database()),
                place.postgres().superuser(),
                place.postgres().superuserPassword());
        connection.createStatement().execute("CREATE TABLE public.anchor (event_id text PRIMARY KEY, body bytea)");
        return new BareCopy(connection);
    }

    /// Copies so many, and answers how long that took, in nanoseconds.
    long run(int events) throws SQLException, IOException {
        Chain chain = new Chain("copy");
        long took = 0;
        for (int done = 0; done < events; done += AT_ONCE) {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < Math.min(AT_ONCE, events - done); i++) {
                byte[] event = Load.next(chain);
                rows.append(chain.id).append('-').append(done + i).append("\t\\\\x");
                rows.append(HexFormat.of().formatHex(event)).append('\n');
            }
            byte[] input = rows.toString().getBytes(US_ASCII);
            long from = System.nanoTime();
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY public.anchor FROM STDIN", new ByteArrayInputStream(input));
            took += System.nanoTime() - from;
        }
        return took;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
