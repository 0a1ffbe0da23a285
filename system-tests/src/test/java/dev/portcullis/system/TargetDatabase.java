// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/// A superuser's session past the gateway, to see what really is in a database, or to tamper with it.
final class TargetDatabase {
    private final RunningPortcullis portcullis;
    private final String listener;
    private final String database;
    private final String passwordKey;

    private TargetDatabase(RunningPortcullis portcullis, String listener, String database, String passwordKey) {
        this.portcullis = portcullis;
        this.listener = listener;
        this.database = database;
        this.passwordKey = passwordKey;
    }

    /// The sample database that plays the target.
    static TargetDatabase of(RunningPortcullis portcullis) {
        return new TargetDatabase(portcullis, "orders", "orders", "orders-db_superuser");
    }

    /// The database that [ClientsDatabase] makes beside it.
    static TargetDatabase clients(RunningPortcullis portcullis) {
        return new TargetDatabase(portcullis, "orders", ClientsDatabase.NAME, "orders-db_superuser");
    }

    /// The services' own database.
    static TargetDatabase store(RunningPortcullis portcullis) {
        return new TargetDatabase(portcullis, "store", "portcullis", "store_superuser");
    }

    Connection connect() throws SQLException {
        Properties secrets = new Properties();
        try (Reader reader = Files.newBufferedReader(portcullis.home().resolve("secrets/passwords.properties"))) {
            secrets.load(reader);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        Properties properties = new Properties();
        properties.put("user", "postgres");
        properties.put("password", secrets.getProperty(passwordKey));
        properties.put("sslmode", "require");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + portcullis.port(listener) + "/" + database, properties);
    }
}
