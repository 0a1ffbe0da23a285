// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The target of the local run: a made-up shop with made-up people, the same ones each time it is made.
public final class SampleDatabase {

    /// Its name, and that of the connection to it.
    public static final String NAME = "orders";

    /// The role the gateway uses: it reads and changes rows and can do nothing else.
    public static final String GATEWAY_ROLE = "orders_gateway";

    /// The role it looks with at who else is there.
    public static final String OBSERVER_ROLE = "orders_observer";

    private SampleDatabase() {}

    /// Fills the database if it is empty, and gives the gateway's roles their passwords.
    public static void prepare(PostgresCluster cluster, String gatewayPassword, String observerPassword)
            throws SQLException, IOException {
        cluster.createDatabase(NAME);
        if (!isFilled(cluster)) {
            cluster.run(NAME, resource("schema.sql") + resource("rows.sql"));
        }
        cluster.run(NAME, resource("observer.sql"));
        setPassword(cluster, GATEWAY_ROLE, gatewayPassword);
        setPassword(cluster, OBSERVER_ROLE, observerPassword);
    }

    private static void setPassword(PostgresCluster cluster, String role, String password) throws SQLException {
        // base64url: nothing in it needs quoting
        cluster.run(NAME, "ALTER ROLE " + role + " PASSWORD '" + password + "'");
    }

    private static boolean isFilled(PostgresCluster cluster) throws SQLException {
        try (Connection connection = cluster.connect(NAME);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT to_regclass('public.customers') IS NOT NULL")) {
            return found.next() && found.getBoolean(1);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream text = SampleDatabase.class.getResourceAsStream("/sample/" + name)) {
            if (text == null) {
                throw new IOException("/sample/" + name + " is not on the class path");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
