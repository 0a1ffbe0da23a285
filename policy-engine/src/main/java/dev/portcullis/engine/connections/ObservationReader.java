// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.connections;

import dev.portcullis.contracts.connection.Connection.Credential;
import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.contracts.connection.Observation.Account;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads how sessions that go past the gateway are found, and who may go past it.
final class ObservationReader {

    private static final Pattern ACCOUNT = Pattern.compile("[^\\p{Cntrl}]{1,63}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private ObservationReader() {}

    /// What a document says of it; empty where it says nothing, or something wrong.
    static Optional<Observation> read(Section root) {
        return root.section("observation").flatMap(ObservationReader::observation);
    }

    private static Optional<Observation> observation(Section section) {
        Optional<Credential> credential = ConnectionReader.login(section);
        List<Account> expected = section.sections("expected").stream()
                .map(ObservationReader::account)
                .flatMap(Optional::stream)
                .toList();
        section.finish();
        return credential.map(login -> new Observation(login, expected));
    }

    private static Optional<Account> account(Section section) {
        Optional<Scalar> user = section.requiredScalar("user")
                .filter(name -> name.matches(ACCOUNT, "must be the name of a role at the target"));
        Optional<Scalar> address = section.scalar("address");
        boolean fits = address.isEmpty() || address.get().matches(ADDRESS, "must be an address, without port or mask");
        section.finish();
        return user.filter(_ -> fits)
                .map(name -> new Account(name.text(), address.map(Scalar::text).orElse("")));
    }
}
