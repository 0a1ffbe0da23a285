// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.cli.home.Listener;
import dev.portcullis.local.java.JavaProgram;
import dev.portcullis.local.java.Rehearsals;
import dev.portcullis.local.java.StartupCaches;
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
    private final Programs programs;
    private final StartupCaches caches;
    private final Path rehearsalFolder;
    private final Rehearsals rehearsals;
    private final List<JavaProgram> running = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ManagedProcess> started = new CopyOnWriteArrayList<>();
    private volatile @Nullable PostgresBinaries binaries;

    /// The parts of one installation.
    ///
    /// @param supervision makes a watched process of a plan
    Parts(Installation installation, Function<ProcessPlan, ManagedProcess> supervision) {
        this.installation = installation;
        this.supervision = supervision;
        this.programs = new Programs(installation);
        this.caches = new StartupCaches(installation.prepared().resolve("caches"));
        this.rehearsalFolder = installation.home().directory().resolve("rehearsals");
        this.rehearsals = new Rehearsals(
                caches,
                installation.home().logs().resolve("rehearsals.log"),
                rehearsalFolder,
                installation.home().run());
    }

    /// Adds a step per process, each after what it needs.
    void addTo(StartOrder order) {
        order.add("postgres programs", this::unpackPostgres);
        order.add("kafka", this::startKafka);
        order.add("store", this::startStore, "postgres programs");
        order.add("orders-db", this::startOrders, "postgres programs");
        order.add("identity", this::startIdentity);
        order.add("model", this::startModel);
        for (Map.Entry<Service, ServiceJar> built : installation.jars().entrySet()) {
            order.add(built.getKey().id(), () -> startService(built.getKey(), built.getValue()), "kafka", "store");
        }
    }

    /// Stops everything that was started: the gateway first, so that what it still has to hand over finds the others.
    void stop() {
        rehearsals.stop();
        List<String> order =
                List.of("gateway", "policy", "approval", "audit", "identity", "kafka", "model", "orders-db", "store");
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
        binaries = PostgresBinaries.unpackInto(installation.prepared().resolve("postgres-" + POSTGRES_VERSION));
    }

    private PostgresBinaries postgres() {
        PostgresBinaries unpacked = binaries;
        if (unpacked == null) {
            throw new StartFailed("the PostgreSQL programs are not unpacked");
        }
        return unpacked;
    }

    private void startStore() throws Exception {
        if (!installation.external().has(Listener.STORE)) {
            installation.store().prepare(postgres());
            start(installation.store().plan(postgres()));
        }
        installation.store().createDatabase(StoreSchemas.DATABASE);
    }

    private void startOrders() throws Exception {
        if (!installation.external().has(Listener.ORDERS)) {
            installation.orders().prepare(postgres());
            start(installation.orders().plan(postgres()));
        }
        SampleDatabase.prepare(
                installation.orders(),
                installation.passwords().findOrMake(SampleDatabase.GATEWAY_ROLE),
                installation.passwords().findOrMake(SampleDatabase.OBSERVER_ROLE));
    }

    private void startKafka() throws Exception {
        if (!installation.external().has(Listener.KAFKA)) {
            start(plan(
                    programs.kafka(), Readiness.listening(installation.ports().of(Listener.KAFKA))));
        }
    }

    private void startIdentity() throws Exception {
        URI keys = URI.create("http://127.0.0.1:" + installation.ports().of(Listener.IDENTITY) + "/oauth2/jwks");
        start(plan(programs.identity(), Readiness.answering(http, keys)));
    }

    private void startModel() throws Exception {
        start(plan(programs.model(), Readiness.listening(installation.ports().of(Listener.MODEL))));
    }

    private void startService(Service service, ServiceJar jar) throws Exception {
        JavaProgram program = programs.service(service, jar);
        if (service.stores()) {
            StoreSchemas.prepare(installation.store(), StoreSchemas.DATABASE, service, jar, installation.passwords());
        }
        start(plan(program, Readiness.answering(http, service.health(installation.ports()))));
    }

    private ProcessPlan plan(JavaProgram program, Readiness readiness) {
        running.add(program);
        return new ProcessPlan(
                program.name(),
                program.command(caches.optionsFor(program)),
                Map.of(),
                installation.home().directory(),
                readiness,
                ProcessPlan.StopSignal.TERM);
    }

    /// Makes the start-up caches that are missing, for the next start. Returns when they are made.
    void rehearse() throws Exception {
        List<JavaProgram> missing =
                running.stream().filter(rehearsals::isMissing).toList();
        if (!missing.isEmpty()) {
            try (RehearsalStage stage = new RehearsalStage(installation, programs, rehearsals, http, rehearsalFolder)) {
                stage.prepare();
                for (JavaProgram program : missing) {
                    rehearsals.run(stage.rehearsalOf(program));
                }
            }
        }
    }
}
