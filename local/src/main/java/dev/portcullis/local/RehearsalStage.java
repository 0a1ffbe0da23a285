// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local;

import dev.portcullis.local.java.JavaProgram;
import dev.portcullis.local.java.Rehearsal;
import dev.portcullis.local.java.Rehearsals;
import dev.portcullis.local.process.FreePort;
import dev.portcullis.local.process.Readiness;
import dev.portcullis.local.process.StartFailed;
import dev.portcullis.local.service.Service;
import dev.portcullis.local.service.StoreSchemas;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/// Where programs rehearse: a database, a broker, a journal and ports of their own, so that nothing of the run is
/// touched. Tokens and keys come from the run's identity provider.
final class RehearsalStage implements AutoCloseable {

    private static final String DATABASE = "portcullis_rehearsal";
    private static final String BROKER = "broker";

    private final Installation installation;
    private final Programs programs;
    private final Rehearsals rehearsals;
    private final HttpClient http;
    private final Path folder;
    private final int brokerPort;
    private @Nullable Process broker;

    /// A stage that is not prepared yet.
    ///
    /// @param folder whatever is written there is of no use afterwards, and is removed before the next rehearsals
    RehearsalStage(Installation installation, Programs programs, Rehearsals rehearsals, HttpClient http, Path folder)
            throws IOException {
        this.installation = installation;
        this.programs = programs;
        this.rehearsals = rehearsals;
        this.http = http;
        this.folder = folder;
        this.brokerPort = FreePort.find();
    }

    /// Makes the database anew, with the same roles and schemas as the real one, and starts the broker.
    void prepare() throws Exception {
        FileSystemUtils.deleteRecursively(folder);
        // What an earlier broker delivered would not fit this one's offsets.
        installation.store().dropDatabase(DATABASE);
        installation.store().createDatabase(DATABASE);
        for (var built : installation.jars().entrySet()) {
            if (built.getKey().stores()) {
                StoreSchemas.prepare(
                        installation.store(), DATABASE, built.getKey(), built.getValue(), installation.passwords());
            }
        }
        Process started = rehearsals.support(programs.kafka(folder("kafka"), brokerPort, FreePort.find()), BROKER);
        broker = started;
        if (!Rehearsals.awaitReady(started, Readiness.listening(brokerPort))) {
            throw new StartFailed("the broker for rehearsals did not get ready");
        }
    }

    /// What a program of the run does in its rehearsal.
    Rehearsal rehearsalOf(JavaProgram program) throws IOException {
        Optional<Service> service = List.of(Service.values()).stream()
                .filter(one -> one.id().equals(program.name()))
                .findFirst();
        if (service.isPresent()) {
            return ofService(service.get(), program);
        }
        int port = FreePort.find();
        JavaProgram told = switch (program.name()) {
            case "kafka" -> programs.kafka(folder("kafka"), port, FreePort.find());
            case "identity" -> programs.identity(port);
            case "model" -> programs.model(port);
            default -> throw new IllegalArgumentException(program.name());
        };
        return new Rehearsal(told, Optional.of(Readiness.listening(port)));
    }

    private Rehearsal ofService(Service service, JavaProgram program) throws IOException {
        int port = FreePort.find();
        List<String> told = new ArrayList<>(program.arguments());
        told.add("--portcullis.kafka.bootstrap-servers=127.0.0.1:" + brokerPort);
        if (service.stores()) {
            String url = installation.store().jdbcUrl(DATABASE);
            told.add("--spring.datasource.url=" + url);
            told.add("--spring.flyway.url=" + url);
        }
        switch (service) {
            case POLICY, APPROVAL -> told.add("--server.port=" + port);
            case AUDIT -> {
                told.add("--server.port=" + port);
                told.add("--portcullis.audit.log.key-file=rehearsal-log.key");
                told.add("--portcullis.audit.log.create-key=true");
                told.add("--portcullis.audit.recordings.kek-file=rehearsal-recordings.kek");
                told.add("--portcullis.audit.recordings.create-kek=true");
            }
            case GATEWAY -> {
                told.add("--server.port=" + FreePort.find());
                told.add("--portcullis.postgres.port=" + FreePort.find());
                told.add("--management.server.port=" + port);
                told.add("--portcullis.audit.directory=rehearsal-journal");
            }
        }
        URI health = URI.create("http://127.0.0.1:" + port + Service.HEALTH);
        return new Rehearsal(program.told(told), Optional.of(Readiness.answering(http, health)));
    }

    private Path folder(String prefix) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(folder), prefix + "-");
    }

    /// Ends the broker. What it holds is worth nothing.
    @Override
    public void close() {
        Process started = broker;
        if (started != null) {
            rehearsals.end(started, BROKER);
        }
    }
}
