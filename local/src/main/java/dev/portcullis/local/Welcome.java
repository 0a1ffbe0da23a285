// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import java.nio.file.Path;

/// What to do next, as lines to copy.
final class Welcome {

    private Welcome() {}

    static String text(LocalHome home, Ports ports) {
        return """

                an agent      PGPASSWORD=$(./portcullis token --as agent) psql "host=localhost port=%1$d dbname=orders \
                user=agent sslmode=verify-full sslrootcert=%2$s"
                              shorter: ./portcullis psql --as agent
                a developer   ./portcullis psql --as developer -c "SELECT name, email, ssn FROM customers LIMIT 3"
                an approver   ./portcullis approvals
                              ./portcullis approve ID --as approver --reason "checked"     or: ./portcullis reject ID
                an auditor    ./portcullis sessions     ./portcullis replay SESSION     ./portcullis verify
                policy admin  ./portcullis policy list     ./portcullis policy show NAME
                REST          curl -H "Authorization: Bearer $(./portcullis token --as auditor)" \
                http://localhost:%3$d/api/audit/v1/sessions

                The whole story in one go: ./portcullis demo        Logs: %4$s
                Identities and their tokens are for development: http://localhost:%5$d, on this machine only.
                """.formatted(
                        ports.of(Listener.POSTGRES),
                        shown(home.caCertificate()),
                        ports.of(Listener.EDGE),
                        shown(home.logs()),
                        ports.of(Listener.IDENTITY));
    }

    /// Relative where that is shorter to read and still right from here.
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
