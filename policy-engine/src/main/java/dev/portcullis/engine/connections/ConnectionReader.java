// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.connections;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.Connection.Credential;
import dev.portcullis.contracts.connection.Connection.Durability;
import dev.portcullis.contracts.connection.Connection.GrantRule;
import dev.portcullis.contracts.connection.Connection.RecordingLevel;
import dev.portcullis.contracts.connection.Connection.Tls;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.contracts.connection.Observation;
import dev.portcullis.engine.documents.DocumentKind;
import dev.portcullis.engine.documents.DocumentReader;
import dev.portcullis.engine.documents.Scalar;
import dev.portcullis.engine.documents.Section;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads connections from their documents.
public final class ConnectionReader {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_.-]{1,63}");
    static final Pattern REFERENCE = Pattern.compile("env:[A-Za-z_][A-Za-z0-9_]*|file:/[^\\p{Cntrl}]+");
    static final Pattern USER = Pattern.compile("[A-Za-z0-9_.@-]{1,63}|" + REFERENCE.pattern());
    private static final Pattern PATH = Pattern.compile("(/[^\\p{Cntrl}]+)?");

    private ConnectionReader() {}

    /// The connection a document describes.
    ///
    /// @param version the document's version
    /// @throws dev.portcullis.engine.documents.InvalidDocumentException with all faults
    public static Connection read(String text, long version) {
        return DocumentReader.read(text, DocumentKind.CONNECTION, root -> connection(root, version));
    }

    private static Optional<Connection> connection(Section root, long version) {
        Optional<Section> metadata = root.requiredSection("metadata");
        Optional<Scalar> name = metadata.flatMap(section -> section.requiredScalar("name"))
                .filter(n -> n.matches(DocumentReader.NAME, DocumentReader.NAME_RULE));
        Map<String, String> labels =
                metadata.map(section -> section.textByKey("labels")).orElse(Map.of());
        metadata.ifPresent(section -> section.text("description", ""));
        metadata.ifPresent(Section::finish);
        Optional<Scalar> type = root.requiredScalar("type").filter(t -> t.isOneOf("postgres", "http"));
        Tls tls = root.section("tls").map(ConnectionReader::tls).orElse(new Tls("", ""));
        Durability durability = choice(root, "durability", Durability.LOCAL);
        RecordingLevel recording = choice(root, "recording", RecordingLevel.FULL);
        GrantRule grant = choice(root, "grant", GrantRule.NONE);
        Optional<Observation> observation =
                type.filter(t -> t.text().equals("postgres")).flatMap(_ -> ObservationReader.read(root));
        Optional<Target> target = type.flatMap(word -> target(root, word.text()));
        return name.flatMap(n -> type.flatMap(t -> target.map(to -> new Connection(
                n.text(),
                t.text(),
                to.address().host(),
                to.address().port(),
                to.address().database(),
                labels,
                tls,
                to.credential(),
                durability,
                recording,
                version,
                to.http(),
                grant,
                observation.orElse(null)))));
    }

    private static Optional<Target> target(Section root, String type) {
        if (type.equals("http")) {
            return HttpTargetReader.read(root)
                    .map(to -> new Target(new Address(to.host(), to.port(), ""), to.credential(), to.http()));
        }
        Optional<Address> address = root.requiredSection("address").flatMap(ConnectionReader::address);
        Optional<Credential> credential = root.requiredSection("credential").flatMap(ConnectionReader::credential);
        return address.flatMap(at -> credential.map(as -> new Target(at, as, null)));
    }

    private static Optional<Address> address(Section section) {
        Optional<Scalar> host = section.requiredScalar("host")
                .filter(h -> h.matches(HOST, "must be a host name or an address, without port"));
        Optional<Scalar> port = section.requiredScalar("port");
        OptionalInt number = port.isPresent() ? port.get().integer(1, 65_535) : OptionalInt.empty();
        Optional<Scalar> database =
                section.requiredScalar("database").filter(d -> d.matches(DATABASE, "must be the name of a database"));
        section.finish();
        if (host.isEmpty() || number.isEmpty() || database.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Address(host.get().text(), number.getAsInt(), database.get().text()));
    }

    private static Tls tls(Section section) {
        String caFile = section.scalar("caFile")
                .filter(file -> file.matches(PATH, "must be the absolute path of a PEM file"))
                .map(Scalar::text)
                .orElse("");
        String serverName = section.scalar("serverName")
                .filter(name -> name.text().isEmpty() || name.matches(HOST, "must be a host name"))
                .map(Scalar::text)
                .orElse("");
        section.finish();
        return new Tls(caFile, serverName);
    }

    private static Optional<Credential> credential(Section section) {
        Optional<Credential> credential = login(section);
        section.finish();
        return credential;
    }

    /// A user and a reference to a password, of a section that may say more.
    static Optional<Credential> login(Section section) {
        // What was written is never repeated: it may be the secret.
        Optional<Scalar> user = section.requiredScalar("user")
                .filter(u -> u.matches(USER, "must be a user name or a reference, env:NAME or file:/PATH"));
        Optional<Scalar> password = section.requiredScalar("password")
                .filter(p -> p.matches(
                        REFERENCE, "must be a reference, env:NAME or file:/PATH; secrets themselves are refused here"));
        return user.flatMap(u -> password.map(p -> new Credential(u.text(), p.text())));
    }

    private static <E extends Enum<E>> E choice(Section root, String key, E whenMissing) {
        String[] words = Arrays.stream(whenMissing.getDeclaringClass().getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        Optional<Scalar> chosen = root.scalar(key).filter(scalar -> scalar.isOneOf(words));
        return chosen.isEmpty()
                ? whenMissing
                : Enum.valueOf(
                        whenMissing.getDeclaringClass(), chosen.get().text().toUpperCase(Locale.ROOT));
    }

    private record Address(String host, int port, String database) {}

    private record Target(
            Address address,
            Credential credential,
            @Nullable HttpTarget http) {}
}
