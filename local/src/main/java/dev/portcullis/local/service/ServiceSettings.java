// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.service;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.cli.home.LocalHome;
import dev.portcullis.cli.home.Ports;
import dev.portcullis.cli.home.SecretFile;
import dev.portcullis.local.tls.LocalAuthority;
import dev.portcullis.merkle.KeyFile;
import dev.portcullis.merkle.NoteException;
import dev.portcullis.merkle.SignerKey;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/// The settings each service gets for the local run, as a file only its owner may read.
///
/// @param home the run's folder
/// @param ports the run's ports
/// @param storeUrl the JDBC address of the services' database
/// @param gatewayCertificate the certificate of the gateway's listeners
/// @param passwords the passwords of the database roles
public record ServiceSettings(
        LocalHome home,
        Ports ports,
        String storeUrl,
        LocalAuthority.ServerCertificate gatewayCertificate,
        SecretFile passwords) {

    /// Writes the settings of one service.
    ///
    /// @return the file
    public Path write(Service service) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("server.address", "127.0.0.1");
        settings.put("server.port", String.valueOf(ports.of(service.listener())));
        putIdentity(settings);
        settings.put("portcullis.kafka.bootstrap-servers", "127.0.0.1:" + ports.of(Listener.KAFKA));
        if (service.stores()) {
            putStore(settings, service);
        }
        switch (service) {
            case POLICY -> {
                settings.put("portcullis.policy.seed-directory", seed().toString());
                // One person tries things out here; everywhere else a change takes two.
                settings.put("portcullis.policy.changes.four-eyes", "false");
            }
            case APPROVAL -> putTemplates(settings);
            case AUDIT -> putLog(settings);
            case GATEWAY -> putGateway(settings);
        }
        Path directory = Files.createDirectories(home.directory().resolve("config"));
        Path file = directory.resolve(service.id() + ".properties");
        SecretFile.writePrivately(file, asProperties(settings));
        return file;
    }

    private static void putTemplates(Map<String, String> settings) {
        settings.put("portcullis.templates.rules[0].connections[0]", "*");
        settings.put("portcullis.templates.rules[0].quorum", "1 of dba");
    }

    /// Where the policies and connections that come with Portcullis are put, filled in for this run.
    public Path seed() {
        return home.directory().resolve("seed");
    }

    private void putIdentity(Map<String, String> settings) {
        settings.put("portcullis.identity.issuer", ports.issuer());
        settings.put("portcullis.identity.jwk-set-uri", loopback(Listener.IDENTITY) + "/oauth2/jwks");
        settings.put("portcullis.identity.audience", "portcullis");
    }

    private void putStore(Map<String, String> settings, Service service) throws IOException {
        settings.put("spring.datasource.url", storeUrl);
        settings.put("spring.datasource.username", service.workingRole());
        settings.put("spring.datasource.password", passwords.findOrMake(service.workingRole()));
        // Each connection is a TLS handshake and a key derivation on both sides: more are made when they are wanted.
        settings.put("spring.datasource.hikari.minimum-idle", "2");
        settings.put("spring.flyway.url", storeUrl);
        settings.put("spring.flyway.user", service.ownerRole());
        settings.put("spring.flyway.password", passwords.findOrMake(service.ownerRole()));
    }

    private void putLog(Map<String, String> settings) throws IOException {
        Path key = home.directory().resolve("keys").resolve("log.key");
        settings.put("portcullis.audit.log.key-file", key.toString());
        // A log that lost its key must not quietly become another log.
        settings.put("portcullis.audit.log.create-key", String.valueOf(!Files.exists(key)));
        // A new one is made only once too: with another one the service does not start beside recordings sealed before.
        Path recordings = home.directory().resolve("keys").resolve("recordings.kek");
        settings.put("portcullis.audit.recordings.kek-file", recordings.toString());
        settings.put("portcullis.audit.recordings.create-kek", String.valueOf(!Files.exists(recordings)));
        try {
            SignerKey gateway = SignerKey.parse(signingKey().read("it was there just now"));
            settings.put("portcullis.audit.gateways.keys[0]", gateway.verifier().vkey());
        } catch (NoteException e) {
            throw new IOException("there is no usable key in " + signingKey().path(), e);
        }
    }

    /// What the gateway signs its heartbeats with, made once; the audit service is told the public half.
    private KeyFile signingKey() {
        KeyFile file = new KeyFile(home.secrets().resolve("gateway.key"), "signing key of the gateway");
        file.readOrMake(() -> SignerKey.generate("gateway").secretText());
        return file;
    }

    private void putGateway(Map<String, String> settings) throws IOException {
        settings.put("management.server.address", "127.0.0.1");
        settings.put("management.server.port", String.valueOf(ports.of(Listener.GATEWAY_MANAGEMENT)));
        settings.put("portcullis.services.policy", loopback(Listener.POLICY));
        settings.put("portcullis.services.approval", loopback(Listener.APPROVAL));
        settings.put("portcullis.services.audit", loopback(Listener.AUDIT));
        settings.put("portcullis.services.token-uri", tokenUri());
        settings.put("portcullis.services.client-id", Service.GATEWAY.subject());
        settings.put("portcullis.services.client-secret", clientSecret(Service.GATEWAY));
        settings.put(
                "portcullis.audit.directory",
                home.directory().resolve("journal").toString());
        Path maskKey = home.secrets().resolve("mask.key");
        SecretFile.writePrivately(maskKey, passwords.findOrMake("mask"));
        settings.put("portcullis.postgres.mask-key-file", maskKey.toString());
        settings.put("portcullis.heartbeat.key-file", signingKey().path().toString());
        settings.put("portcullis.postgres.address", "127.0.0.1");
        settings.put("portcullis.postgres.port", String.valueOf(ports.of(Listener.POSTGRES)));
        settings.put(
                "portcullis.postgres.certificate-file",
                gatewayCertificate.certificate().toString());
        settings.put(
                "portcullis.postgres.private-key-file", gatewayCertificate.key().toString());
    }

    private String tokenUri() {
        return loopback(Listener.IDENTITY) + "/oauth2/token";
    }

    private String clientSecret(Service service) throws IOException {
        return new SecretFile(home.clientSecrets()).findOrMake(service.subject());
    }

    private String loopback(Listener listener) {
        return "http://127.0.0.1:" + ports.of(listener);
    }

    private static String asProperties(Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        settings.forEach(properties::setProperty);
        StringWriter text = new StringWriter();
        properties.store(text, "Written by ./portcullis up at each start");
        return text.toString();
    }
}
