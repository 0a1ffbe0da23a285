// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.contracts.connection.HttpTarget;
import dev.portcullis.gateway.access.Credentials.Credential;
import dev.portcullis.gateway.access.DependencyUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialReferencesTest {
    private final CredentialReferences credentials =
            new CredentialReferences(Map.of("DB_USER", "app", "DB_PASSWORD", "canary", "EMPTY", ""));

    @TempDir
    Path directory;

    @Test
    void readsTheEnvironment() throws Exception {
        Credential credential = resolve("env:DB_USER", "env:DB_PASSWORD");
        assertThat(credential.user()).isEqualTo("app");
        assertThat(credential.password().reveal()).isEqualTo("canary");
        assertThat(credential.toString()).doesNotContain("canary");
    }

    @Test
    void readsAFileWithoutItsFinalNewline() throws Exception {
        assertThat(resolve("app", file("pass word \r\n", "rw-------"))
                        .password()
                        .reveal())
                .isEqualTo("pass word ");
        assertThat(resolve("app", file("plain", "rw-r-----")).password().reveal())
                .isEqualTo("plain");
    }

    @Test
    void refusesAFileThatEverybodyCanRead() throws IOException {
        assertRefused("app", file("secret", "rw-r--r--"), "everybody");
    }

    @Test
    void refusesWhatLeadsNowhere() throws IOException {
        assertRefused("app", "env:NOT_SET", "NOT_SET");
        assertRefused("app", "env:EMPTY", "EMPTY");
        assertRefused("app", "file:" + directory.resolve("none"), "none");
        assertRefused("app", file("\n", "rw-------"), "empty");
        assertRefused("", "env:DB_PASSWORD", "no user");
    }

    @ParameterizedTest
    @EnumSource(HttpTarget.CredentialUse.Kind.class)
    void asksForAUserOnlyWhereOneIsSent(HttpTarget.CredentialUse.Kind kind) throws Exception {
        boolean sent = switch (kind) {
            case BASIC, CLIENT_CREDENTIALS, CLIENT_ASSERTION, TOKEN_EXCHANGE, AWS_SIGV4 -> true;
            case NONE, BEARER, HEADER, GOOGLE, COPILOT -> false;
        };
        if (sent) {
            assertThatThrownBy(() -> credentials.resolve(api(kind)))
                    .isInstanceOf(DependencyUnavailable.class)
                    .hasMessageContaining("no user");
        } else {
            assertThat(credentials.resolve(api(kind)).password().reveal()).isEqualTo("canary");
        }
    }

    @Test
    void refusesAPasswordThatIsWrittenOutAndDoesNotRepeatIt() {
        assertThatThrownBy(() -> resolve("app", "hunter2"))
                .isInstanceOf(DependencyUnavailable.class)
                .hasMessageNotContaining("hunter2");
    }

    private String file(String content, String permissions) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "credential", ""), content);
        return "file:" + Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Credential resolve(String user, String password) throws DependencyUnavailable {
        return credentials.resolve(new Connection(
                "orders",
                "postgres",
                "db",
                5432,
                "orders",
                Map.of(),
                new Connection.Tls("", ""),
                new Connection.Credential(user, password),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1));
    }

    private static Connection api(HttpTarget.CredentialUse.Kind kind) {
        return new Connection(
                "llm",
                "http",
                "api",
                443,
                "",
                Map.of(),
                new Connection.Tls("", ""),
                new Connection.Credential("", "env:DB_PASSWORD"),
                Connection.Durability.LOCAL,
                Connection.RecordingLevel.FULL,
                1,
                new HttpTarget(
                        "",
                        true,
                        HttpTarget.Api.GENERIC,
                        new HttpTarget.CredentialUse(kind, "", "", "", "", List.of()),
                        false,
                        List.of(),
                        new HttpTarget.Limits(1, 1, 1, 1, 1)),
                Connection.GrantRule.NONE);
    }

    private void assertRefused(String user, String password, String why) {
        assertThatThrownBy(() -> resolve(user, password))
                .isInstanceOf(DependencyUnavailable.class)
                .hasMessageContaining(why);
    }
}
