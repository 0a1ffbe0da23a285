// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.credentials;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Credentials;
import dev.portcullis.gateway.access.DependencyUnavailable;
import dev.portcullis.gateway.access.Refusal.Dependency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;

/// Resolves `env:NAME` and `file:PATH`. A user name may also be written out; a password never.
final class CredentialReferences implements Credentials {
    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";
    private static final long MAX_BYTES = 64 * 1024;

    private final Map<String, String> environment;

    CredentialReferences(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Credential resolve(Connection connection) throws DependencyUnavailable {
        String user = connection.credential().user();
        String password = connection.credential().password();
        if (user.isBlank() && namesUser(connection)) {
            throw unavailable("the connection names no user");
        }
        HttpTarget http = connection.http();
        String session = http == null ? "" : http.use().sessionToken();
        return new Credential(
                isReference(user) ? value(user) : user,
                new Secret(value(password)),
                session.isEmpty() ? null : new Secret(value(session)));
    }

    /// A key or token of an HTTP API says by itself whose it is.
    private static boolean namesUser(Connection connection) {
        HttpTarget http = connection.http();
        return http == null
                || switch (http.use().kind()) {
                    case NONE, BEARER, HEADER, GOOGLE, COPILOT -> false;
                    case BASIC, CLIENT_CREDENTIALS, CLIENT_ASSERTION, TOKEN_EXCHANGE, AWS_SIGV4 -> true;
                };
    }

    private static boolean isReference(String text) {
        return text.startsWith(ENVIRONMENT) || text.startsWith(FILE);
    }

    private String value(String reference) throws DependencyUnavailable {
        if (reference.startsWith(ENVIRONMENT)) {
            return fromEnvironment(reference.substring(ENVIRONMENT.length()));
        }
        if (reference.startsWith(FILE)) {
            return fromFile(reference.substring(FILE.length()));
        }
        // Whatever stands there may be the secret itself: it must not be in the message.
        throw unavailable("the connection's password is no reference");
    }

    private String fromEnvironment(String name) throws DependencyUnavailable {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw unavailable("the environment has no " + name);
        }
        return value;
    }

    private static String fromFile(String name) throws DependencyUnavailable {
        try {
            Path file = Path.of(name);
            if (Files.size(file) > MAX_BYTES) {
                throw unavailable("the file " + name + " is no credential");
            }
            if (isOpenToOthers(file)) {
                throw unavailable("the file " + name + " can be read by everybody; chmod o-rwx it");
            }
            String value = withoutFinalNewline(Files.readString(file));
            if (value.isEmpty()) {
                throw unavailable("the file " + name + " is empty");
            }
            return value;
        } catch (IOException | InvalidPathException e) {
            throw new DependencyUnavailable(Dependency.CREDENTIAL, "the file " + name + " cannot be read", e);
        }
    }

    /// Editors end files with a newline; no other white space is taken for an accident.
    private static String withoutFinalNewline(String text) {
        String cut = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return cut.endsWith("\r") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static DependencyUnavailable unavailable(String why) {
        return new DependencyUnavailable(Dependency.CREDENTIAL, why);
    }
}
