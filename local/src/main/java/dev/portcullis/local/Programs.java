// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.local.identity.IdentityProvider;
import dev.portcullis.local.java.JavaProgram;
import dev.portcullis.local.kafka.Broker;
import dev.portcullis.local.llm.SampleModel;
import dev.portcullis.local.service.Service;
import dev.portcullis.local.service.ServiceJar;
import dev.portcullis.local.tls.LocalAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What each Java process of a run is told.
///
/// @param installation the run
record Programs(Installation installation) {

    /// Where everything of a run listens.
    static final String LOOPBACK = "127.0.0.1";

    /// The name by which the sample language model says that it is reached.
    static final String MODEL_NAME = "localhost";

    /// Beans as the build wired them: configuration classes are not parsed again at each start.
    private static final String WIRED_AT_BUILD_TIME = "-Dspring.aot.enabled=true";

    /// The broker.
    JavaProgram kafka() {
        return kafka(
                home().resolve("kafka"),
                installation.ports().of(Listener.KAFKA),
                installation.ports().of(Listener.KAFKA_CONTROLLER));
    }

    /// A broker with a data folder and ports of its own.
    JavaProgram kafka(Path folder, int port, int controllerPort) {
        List<String> options = new ArrayList<>(JavaProgram.MODEST);
        options.add("-Dlogback.configurationFile=kafka-logback.xml");
        return new JavaProgram(
                "kafka",
                options,
                JavaProgram.targetClass(Broker.class),
                List.of(folder.toString(), String.valueOf(port), String.valueOf(controllerPort)));
    }

    /// The identity provider.
    JavaProgram identity() throws IOException {
        return identity(installation.ports().of(Listener.IDENTITY));
    }

    /// The identity provider on another port.
    JavaProgram identity(int port) throws IOException {
        Path keys = Files.createDirectories(home().resolve("keys"));
        return new JavaProgram(
                "identity",
                JavaProgram.MODEST,
                JavaProgram.targetClass(IdentityProvider.class),
                List.of(
                        "--server.address=127.0.0.1",
                        "--server.port=" + port,
                        "--portcullis.development-identity.issuer="
                                + installation.ports().issuer(),
                        "--portcullis.development-identity.clients="
                                + installation.home().clientSecrets(),
                        "--portcullis.development-identity.key=" + keys.resolve("idp.jwk")));
    }

    /// The pretended provider of language models.
    JavaProgram model() throws IOException {
        return model(installation.ports().of(Listener.MODEL));
    }

    /// The same on another port.
    JavaProgram model(int port) throws IOException {
        LocalAuthority.ServerCertificate certificate = installation.modelCertificate();
        return new JavaProgram(
                "model",
                JavaProgram.MODEST,
                JavaProgram.targetClass(SampleModel.class),
                List.of(
                        LOOPBACK,
                        MODEL_NAME,
                        String.valueOf(port),
                        certificate.certificate().toString(),
                        certificate.key().toString(),
                        installation.secretFile(SampleModel.API_KEY).toString(),
                        installation.secretFile(SampleModel.GITHUB_CREDENTIAL).toString()));
    }

    /// A service from its unpacked jar.
    JavaProgram service(Service service, ServiceJar jar) throws IOException, InterruptedException {
        Path apps = Files.createDirectories(installation.prepared().resolve("apps"));
        List<String> options = new ArrayList<>(service == Service.GATEWAY ? JavaProgram.FAST : JavaProgram.MODEST);
        options.add(WIRED_AT_BUILD_TIME);
        return new JavaProgram(
                service.id(),
                options,
                JavaProgram.targetJar(jar.unpackUnder(apps, JavaProgram.java())),
                List.of("--spring.config.additional-location=file:"
                        + installation.settings().write(service)));
    }

    private Path home() {
        return installation.home().directory();
    }
}
