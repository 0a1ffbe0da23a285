// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.nio.file.Path;

/// One running PostgreSQL, wherever it runs. Port, data and certificate survive [#stop] and [#start].
sealed interface PostgresBackend permits ContainerPostgresBackend, LocalPostgresBackend {
    String SUPERUSER = "postgres";
    String PASSWORD = "superuser-of-a-throw-away-server";

    String host();

    int port();

    Path caCertificate();

    void stop();

    void kill();

    void start();

    /// Stops the server and deletes its data.
    void dispose();
}
