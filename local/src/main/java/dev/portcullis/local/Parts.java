// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.local.identity.IdentityProvider;
import dev.portcullis.local.kafka.Broker;
import dev.portcullis.local.postgres.PostgresBinaries;
import dev.portcullis.local.postgres.SampleDatabase;
import dev.portcullis.local.process.ManagedProcess;
import dev.portcullis.local.process.ProcessPlan;
import dev.portcullis.local.process.Readiness;
import dev.portcullis.local.process.StartFailed;
import dev.portcullis.local.process.StartOrder;
import dev.portcullis.local.service.Service;
import dev.portcullis.local.service.ServiceJar;
import dev.portcullis.local.service.StoreSchemas;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The processes of a run and what each has to wait for.
final class Parts {

    private static final String POSTGRES_VERSION = "18.6";

    private final Installation installation;
    private final Function<ProcessPlan, ManagedProcess> supervision;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ManagedProcess> started = new CopyOnWriteArrayList<>();
    private volatile @Nullable PostgresBinaries binaries;

    /// The parts of one installation.
    ///
    /// @param supervision makes a watched process of a plan
    Parts(Installation installation, Function<ProcessPlan, ManagedProcess> supervision) {
        this.installation = installation;
        this.supervision = supervision;
    }

    /// Adds a step per process, each after what it needs.
    void addTo(StartOrder order) {
        order.add("postgres programs", this::unpackPostgres);
        order.add("kafka", () -> start(kafka()));
        order.add("store", this::startStore, "postgres programs");
        order.add("orders-db", this::startOrders, "postgres programs");
        order.add("identity", () -> start(identity()));
        for (Map.Entry<Service, ServiceJar> built : installation.jars().entrySet()) {
            order.add(built.getKey().id(), () -> startService(built.getKey(), built.getValue()), "kafka", "store");
        }
    }

    /// Stops everything that was started: the gateway first, so that what it still has to hand over finds the others.
    void stop() {
        List<String> order =
                List.of("gateway", "policy", "approval", "audit", "identity", "kafka", "orders-db", "store");
        for (String name : order) {
            started.stream().filter(process -> process.name().equals(name)).forEach(ManagedProcess::stop);
        }
    }

    private void start(ProcessPlan plan) throws InterruptedException {
        ManagedProcess process = supervision.apply(plan);
        started.add(process);
        process.start();
    }

    private void unpackPostgres() throws Exception {
        Path directory = Files.createDirectories(installation.home().directory().resolve("postgres"));
        binaries = PostgresBinaries.unpackInto(directory.resolve(POSTGRES_VERSION));
    }

    private PostgresBinaries postgres() {
        PostgresBinaries unpacked = binaries;
        if (unpacked == null) {
            throw new StartFailed("the PostgreSQL programs are not unpacked");
        }
        return unpacked;
    }

    private void startStore() throws Exception {
        installation.store().prepare(postgres());
        start(installation.store().plan(postgres()));
        installation.store().createDatabase(StoreSchemas.DATABASE);
    }

    private void startOrders() throws Exception {
        installation.orders().prepare(postgres());
        start(installation.orders().plan(postgres()));
        SampleDatabase.prepare(installation.orders(), installation.passwords().findOrMake(SampleDatabase.GATEWAY_ROLE));
    }

    private ProcessPlan kafka() {
        int port = installation.ports().of(Listener.KAFKA);
        List<String> options = new java.util.ArrayList<>(JavaCommand.MODEST);
        options.add("-Dlogback.configurationFile=kafka-logback.xml");
        List<String> arguments = List.of(
                installation.home().directory().resolve("kafka").toString(),
                String.valueOf(port),
                String.valueOf(installation.ports().of(Listener.KAFKA_CONTROLLER)));
        return plan("kafka", JavaCommand.ofClass(Broker.class, options, arguments), Readiness.listening(port));
    }

    private ProcessPlan identity() throws Exception {
        int port = installation.ports().of(Listener.IDENTITY);
        Path keys = Files.createDirectories(installation.home().directory().resolve("keys"));
        List<String> arguments = List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--portcullis.development-identity.issuer="
                        + installation.ports().issuer(),
                "--portcullis.development-identity.clients="
                        + installation.home().clientSecrets(),
                "--portcullis.development-identity.key=" + keys.resolve("idp.jwk"));
        return plan(
                "identity",
                JavaCommand.ofClass(IdentityProvider.class, JavaCommand.MODEST, arguments),
                Readiness.answering(http, URI.create("http://127.0.0.1:" + port + "/oauth2/jwks")));
    }

    private void startService(Service service, ServiceJar jar) throws Exception {
        Path apps = Files.createDirectories(installation.home().directory().resolve("apps"));
        Path unpacked = jar.unpackUnder(apps, JavaCommand.program());
        if (service.stores()) {
            StoreSchemas.prepare(installation.store(), service, jar, installation.passwords());
        }
        Path settings = installation.settings().write(service);
        start(plan(
                service.id(),
                JavaCommand.ofJar(
                        unpacked,
                        service == Service.GATEWAY ? JavaCommand.FAST : JavaCommand.MODEST,
                        List.of("--spring.config.additional-location=file:" + settings)),
                Readiness.answering(http, service.health(installation.ports()))));
    }

    private ProcessPlan plan(String name, List<String> command, Readiness readiness) {
        return new ProcessPlan(
                name, command, Map.of(), installation.home().directory(), readiness, ProcessPlan.StopSignal.TERM);
    }
}
