// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.service;

import dev.portcullis.cli.home.SecretFile;
import dev.portcullis.local.postgres.PostgresCluster;
import dev.portcullis.local.process.StartFailed;
import java.io.IOException;
import java.sql.SQLException;

/// Prepares the services' places in the store: each service brings the script that makes its roles and its schema.
public final class StoreSchemas {

    /// The database all of them use, each in a schema of its own.
    public static final String DATABASE = "portcullis";

    private static final String SCRIPT = "db/bootstrap.sql";

    private StoreSchemas() {}

    /// Runs the script of one service with its passwords filled in. Running it again changes nothing but passwords.
    public static void prepare(
            PostgresCluster store, String database, Service service, ServiceJar jar, SecretFile passwords)
            throws IOException, SQLException {
        String script =
                jar.resource(SCRIPT).orElseThrow(() -> new StartFailed(service.module() + " brings no " + SCRIPT));
        store.run(database, fill(script, service, passwords));
    }

    static String fill(String script, Service service, SecretFile passwords) throws IOException {
        String filled = script;
        for (String role : new String[] {service.ownerRole(), service.workingRole()}) {
            filled = filled.replace("${" + role + "_password}", passwords.findOrMake(role));
        }
        if (filled.contains("${")) {
            throw new StartFailed(service.module() + ": " + SCRIPT + " has a place-holder nobody fills in");
        }
        return filled;
    }
}
