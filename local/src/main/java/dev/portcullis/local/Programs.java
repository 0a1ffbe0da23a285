// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.local.identity.IdentityProvider;
import dev.portcullis.local.java.JavaProgram;
import dev.portcullis.local.kafka.Broker;
import dev.portcullis.local.llm.SampleModel;
import dev.portcullis.local.service.Service;
import dev.portcullis.local.service.ServiceJar;
import dev.portcullis.local.service.StoreSchemas;
import dev.portcullis.local.tls.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What each Java process of a run is told. In a rehearsal it is told to stay away from everything the run
/// uses: another database, another journal, no broker.
///
/// @param installation the run
record Programs(Installation installation) {

    /// The database in which services rehearse.
    static final String REHEARSAL_DATABASE = "portcullis_rehearsal";

    JavaProgram kafka() {
        List<String> options = new ArrayList<>(JavaProgram.MODEST);
        options.add("-Dlogback.configurationFile=kafka-logback.xml");
        return new JavaProgram(
                "kafka",
                options,
                JavaProgram.targetClass(Broker.class),
                List.of(home().resolve("kafka").toString(), port(Listener.KAFKA), port(Listener.KAFKA_CONTROLLER)),
                List.of(Broker.REHEARSAL));
    }

    JavaProgram identity() throws IOException {
        Path keys = Files.createDirectories(home().resolve("keys"));
        List<String> arguments = List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + port(Listener.IDENTITY),
                "--portcullis.development-identity.issuer="
                        + installation.ports().issuer(),
                "--portcullis.development-identity.clients="
                        + installation.home().clientSecrets(),
                "--portcullis.development-identity.key=" + keys.resolve("idp.jwk"));
        return new JavaProgram(
                "identity", JavaProgram.MODEST, JavaProgram.targetClass(IdentityProvider.class), arguments, arguments);
    }

    /// The pretended provider of language models.
    JavaProgram model() throws IOException {
        LocalAuthority.ServerCertificate certificate = installation.modelCertificate();
        List<String> arguments = List.of(
                port(Listener.MODEL),
                certificate.certificate().toString(),
                certificate.key().toString(),
                installation.secretFile(SampleModel.API_KEY).toString(),
                installation.secretFile(SampleModel.GITHUB_CREDENTIAL).toString());
        return new JavaProgram(
                "model",
                JavaProgram.MODEST,
                JavaProgram.targetClass(SampleModel.class),
                arguments,
                List.of(SampleModel.REHEARSAL));
    }

    /// A service from its unpacked jar.
    JavaProgram service(Service service, ServiceJar jar) throws IOException, InterruptedException {
        Path apps = Files.createDirectories(installation.prepared().resolve("apps"));
        List<String> arguments = List.of("--spring.config.additional-location=file:"
                + installation.settings().write(service));
        return new JavaProgram(
                service.id(),
                service == Service.GATEWAY ? JavaProgram.FAST : JavaProgram.MODEST,
                JavaProgram.targetJar(jar.unpackUnder(apps, JavaProgram.java())),
                arguments,
                rehearsal(service, arguments));
    }

    private List<String> rehearsal(Service service, List<String> arguments) {
        List<String> rehearsal = new ArrayList<>(arguments);
        // port 1 is never a broker
        rehearsal.add("--portcullis.kafka.bootstrap-servers=127.0.0.1:1");
        if (service.stores()) {
            String url = installation.store().jdbcUrl(REHEARSAL_DATABASE);
            rehearsal.add("--spring.datasource.url=" + url);
            rehearsal.add("--spring.flyway.url=" + url);
        }
        switch (service) {
            case POLICY, APPROVAL -> {}
            case AUDIT -> {
                rehearsal.add("--portcullis.audit.log.key-file=rehearsal-log.key");
                rehearsal.add("--portcullis.audit.log.create-key=true");
                rehearsal.add("--portcullis.audit.recordings.kek-file=rehearsal-recordings.kek");
                rehearsal.add("--portcullis.audit.recordings.create-kek=true");
            }
            case GATEWAY -> rehearsal.add("--portcullis.audit.directory=rehearsal-journal");
        }
        return rehearsal;
    }

    /// Makes the database for rehearsals, with the same roles and schemas as the real one.
    void prepareRehearsals() throws Exception {
        installation.store().createDatabase(REHEARSAL_DATABASE);
        for (var built : installation.jars().entrySet()) {
            if (built.getKey().stores()) {
                StoreSchemas.prepare(
                        installation.store(),
                        REHEARSAL_DATABASE,
                        built.getKey(),
                        built.getValue(),
                        installation.passwords());
            }
        }
    }

    private Path home() {
        return installation.home().directory();
    }

    private String port(Listener listener) {
        return String.valueOf(installation.ports().of(listener));
    }
}
