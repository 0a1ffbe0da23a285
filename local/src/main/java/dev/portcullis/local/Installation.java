// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.DevelopmentIdentity;
import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.cli.home.SecretFile;
import dev.portcullis.local.llm.SampleModel;
import dev.portcullis.local.postgres.PostgresCluster;
import dev.portcullis.local.postgres.SampleDatabase;
import dev.portcullis.local.service.Seed;
import dev.portcullis.local.service.Service;
import dev.portcullis.local.service.ServiceJar;
import dev.portcullis.local.service.ServiceSettings;
import dev.portcullis.local.service.StoreSchemas;
import dev.portcullis.local.tls.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;

/// What a run stands on, made once and kept in its folder: certificates, secrets, settings; and the jars that were
/// built.
///
/// @param home the run's folder
/// @param ports the run's ports
/// @param prepared what belongs to the build rather than to one run: unpacked programs and start-up caches
/// @param store the services' own database server
/// @param orders the database server that plays the target
/// @param passwords the passwords of database roles
/// @param external the servers of it that somebody else runs
/// @param settings the settings of the services
/// @param modelCertificate the certificate of the sample language model
/// @param jars the services that were built
record Installation(
        LocalHome home,
        Ports ports,
        Path prepared,
        PostgresCluster store,
        PostgresCluster orders,
        SecretFile passwords,
        ExternalServers external,
        ServiceSettings settings,
        LocalAuthority.ServerCertificate modelCertificate,
        Map<Service, ServiceJar> jars) {

    private static final String STORE = "store";

    /// The services' own database server of a run that is up.
    static PostgresCluster store(LocalHome home, Ports ports, ExternalServers external, Clock clock)
            throws IOException {
        LocalAuthority authority = LocalAuthority.open(home.tls(), clock);
        return cluster(STORE, Listener.STORE, home, ports, external, authority);
    }

    private static SecretFile passwords(LocalHome home) {
        return new SecretFile(home.secrets().resolve("passwords.properties"));
    }

    static Installation prepare(
            LocalHome home, Ports ports, ExternalServers external, Path repository, Terminal terminal, Clock clock)
            throws IOException {
        LocalAuthority authority = LocalAuthority.open(home.tls(), clock);
        makeClientSecrets(home);
        SecretFile passwords = passwords(home);
        PostgresCluster store = cluster(STORE, Listener.STORE, home, ports, external, authority);
        PostgresCluster orders = cluster("orders-db", Listener.ORDERS, home, ports, external, authority);
        ServiceSettings settings = new ServiceSettings(
                home, ports, store.jdbcUrl(StoreSchemas.DATABASE), authority.loopbackCertificate("gateway"), passwords);
        Seed.render(repository.resolve("policies"), settings.seed(), seedValues(home, ports, orders, passwords));
        Path prepared = Files.createDirectories(repository.resolve("target").resolve("portcullis"));
        return new Installation(
                home,
                ports,
                prepared,
                store,
                orders,
                passwords,
                external,
                settings,
                authority.loopbackCertificate("model"),
                builtServices(repository, terminal));
    }

    /// All of them before anything runs: from then on they are only read.
    private static void makeClientSecrets(LocalHome home) throws IOException {
        SecretFile secrets = new SecretFile(home.clientSecrets());
        for (DevelopmentIdentity identity : DevelopmentIdentity.all()) {
            secrets.findOrMake(identity.name());
        }
    }

    private static PostgresCluster cluster(
            String name,
            Listener listener,
            LocalHome home,
            Ports ports,
            ExternalServers external,
            LocalAuthority authority)
            throws IOException {
        Path directory =
                Files.createDirectories(home.directory().resolve("postgres").resolve(name));
        return new PostgresCluster(
                name,
                directory,
                ports.of(listener),
                passwords(home).findOrMake(name + "_superuser"),
                authority.loopbackCertificate(name),
                external.authority(listener, home));
    }

    /// What the place-holders in `policies/` stand for.
    private static Map<String, String> seedValues(
            LocalHome home, Ports ports, PostgresCluster orders, SecretFile passwords) throws IOException {
        return Map.ofEntries(
                Map.entry("ORDERS_HOST", "127.0.0.1"),
                Map.entry("ORDERS_PORT", String.valueOf(orders.port())),
                Map.entry("ORDERS_DATABASE", SampleDatabase.NAME),
                Map.entry("ORDERS_USER", SampleDatabase.GATEWAY_ROLE),
                Map.entry(
                        "ORDERS_PASSWORD_FILE",
                        writeSecret(home, passwords, SampleDatabase.GATEWAY_ROLE)
                                .toString()),
                Map.entry(
                        "ORDERS_OBSERVER_FILE",
                        writeSecret(home, passwords, SampleDatabase.OBSERVER_ROLE)
                                .toString()),
                Map.entry("MODEL_HOST", Programs.LOOPBACK),
                Map.entry("MODEL_NAME", Programs.MODEL_NAME),
                Map.entry("MODEL_PORT", String.valueOf(ports.of(Listener.MODEL))),
                Map.entry(
                        "MODEL_KEY_FILE",
                        writeSecret(home, passwords, SampleModel.API_KEY).toString()),
                Map.entry(
                        "MODEL_GITHUB_FILE",
                        writeSecret(home, passwords, SampleModel.GITHUB_CREDENTIAL)
                                .toString()),
                Map.entry("MODEL_CA_FILE", home.caCertificate().toString()),
                Map.entry("ORDERS_CA_FILE", orders.caFile().toString()));
    }

    /// The file with the secret that the gateway uses at a target.
    Path secretFile(String name) {
        return secretFile(home, name);
    }

    private static Path secretFile(LocalHome home, String name) {
        return home.secrets().resolve(name + ".password");
    }

    private static Path writeSecret(LocalHome home, SecretFile passwords, String name) throws IOException {
        Path file = secretFile(home, name);
        SecretFile.writePrivately(file, passwords.findOrMake(name));
        return file;
    }

    private static Map<Service, ServiceJar> builtServices(Path repository, Terminal terminal) throws IOException {
        Map<Service, ServiceJar> jars = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            ServiceJar.find(repository, service.module())
                    .ifPresentOrElse(
                            jar -> jars.put(service, jar),
                            () -> terminal.say("%-9s is left out: %s has no executable jar"
                                    .formatted(service.id(), service.module())));
        }
        return jars;
    }
}
