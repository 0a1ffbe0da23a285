// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.cli.home.SecretFile;
import dev.portcullis.local.process.StartFailed;
import dev.portcullis.local.tls.LocalAuthority.ServerCertificate;
import dev.portcullis.merkle.SignerKey;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {

    @TempDir
    private Path directory;

    private LocalHome home;
    private SecretFile passwords;
    private ServiceSettings settings;

    @BeforeEach
    void prepare() throws Exception {
        home = new LocalHome(directory);
        Files.createDirectories(home.secrets());
        passwords = new SecretFile(home.secrets().resolve("passwords.properties"));
        settings = new ServiceSettings(
                home,
                Ports.of(Map.of("PORTCULLIS_EDGE_PORT", "18080", "PORTCULLIS_IDENTITY_PORT", "19000")),
                "jdbc:postgresql://127.0.0.1/portcullis",
                new ServerCertificate(
                        home.tls().resolve("gateway.crt"), home.tls().resolve("gateway.key")),
                passwords);
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void areForTheOwnersEyesOnly(Service service) throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings.write(service))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void keepEveryServiceOnLoopbackAndTellItWhomToBelieve(Service service) throws Exception {
        Properties written = load(settings.write(service));

        assertThat(written)
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("portcullis.identity.issuer", "http://localhost:19000")
                .containsEntry("portcullis.identity.jwk-set-uri", "http://127.0.0.1:19000/oauth2/jwks")
                .containsEntry("portcullis.identity.audience", "portcullis");
    }

    @Test
    void giveTheGatewayNoDatabase() throws Exception {
        assertThat(load(settings.write(Service.GATEWAY)).stringPropertyNames())
                .noneMatch(name -> name.startsWith("spring.datasource") || name.startsWith("spring.flyway"));
    }

    @Test
    void letAServiceWorkAsAnotherRoleThanTheOneThatOwnsItsTables() throws Exception {
        Properties written = load(settings.write(Service.AUDIT));

        assertThat(written)
                .containsEntry("spring.datasource.username", "audit_app")
                .containsEntry("spring.flyway.user", "audit_owner");
        assertThat(written.getProperty("spring.datasource.password"))
                .isNotBlank()
                .isNotEqualTo(written.getProperty("spring.flyway.password"));
    }

    @Test
    void letTheAuditServiceMakeAKeyOnlyWhileThereIsNone() throws Exception {
        assertThat(load(settings.write(Service.AUDIT)))
                .containsEntry("portcullis.audit.log.create-key", "true")
                .containsEntry("portcullis.audit.recordings.create-kek", "true");

        Files.createDirectories(directory.resolve("keys"));
        Files.createFile(directory.resolve("keys").resolve("log.key"));
        Files.createFile(directory.resolve("keys").resolve("recordings.kek"));

        assertThat(load(settings.write(Service.AUDIT)))
                .containsEntry("portcullis.audit.log.create-key", "false")
                .containsEntry("portcullis.audit.recordings.create-kek", "false");
    }

    @Test
    void giveTheGatewayAKeyOnceAndTheAuditServiceItsPublicHalfAlone() throws Exception {
        Properties audit = load(settings.write(Service.AUDIT));
        Path file = Path.of(load(settings.write(Service.GATEWAY)).getProperty("portcullis.heartbeat.key-file"));
        SignerKey key = SignerKey.parse(Files.readString(file));

        assertThat(key.verifier().name()).isEqualTo("gateway");
        assertThat(audit)
                .containsEntry(
                        "portcullis.audit.gateways.keys[0]", key.verifier().vkey());
        assertThat(audit.values()).noneMatch(value -> value.toString().contains("PRIVATE"));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(load(settings.write(Service.AUDIT))).isEqualTo(audit);
    }

    @Test
    void fillPasswordsIntoAServicesOwnScript() throws Exception {
        String script = StoreSchemas.fill(
                "OWNER '${audit_owner_password}' APP '${audit_app_password}'", Service.AUDIT, passwords);

        assertThat(script)
                .isEqualTo("OWNER '" + passwords.findOrMake("audit_owner") + "' APP '"
                        + passwords.findOrMake("audit_app") + "'");
    }

    @Test
    void refuseAScriptWithAPlaceHolderNobodyKnows() {
        assertThatThrownBy(() -> StoreSchemas.fill("'${policy_app_password}'", Service.AUDIT, passwords))
                .isInstanceOf(StartFailed.class)
                .hasMessageContaining("audit-service");
    }

    @Test
    void fillTheSeedAndLeaveUnknownPlaceHoldersForTheServiceToRefuse() throws Exception {
        Path source = directory.resolve("policies");
        Files.createDirectories(source.resolve("connections"));
        Files.writeString(source.resolve("connections/orders.yaml"), "port: ${ORDERS_PORT}\nother: ${NOBODY}\n");
        Path target = settings.seed();
        Files.createDirectories(target);
        Files.writeString(target.resolve("old.yaml"), "from an earlier run");

        Seed.render(source, target, Map.of("ORDERS_PORT", "15434$1"));

        assertThat(target.resolve("connections/orders.yaml")).hasContent("port: 15434$1\nother: ${NOBODY}\n");
        assertThat(target.resolve("old.yaml")).doesNotExist();
    }

    private static Properties load(Path file) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
