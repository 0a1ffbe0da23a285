// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/// Kafka's own server in this JVM: one node that is broker and controller, on loopback, with data in a directory of
/// its own. Ports and data survive [#stop] and [#start].
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE_ID = 1;

    private final Path directory;
    private final Map<String, String> guard;
    private final int port = FreePort.find();
    private final int controllerPort = FreePort.find();
    private @Nullable KafkaRaftServer running;

    private EmbeddedBroker(Path directory, Map<String, String> guard) {
        this.directory = directory;
        this.guard = guard;
    }

    /// Formats a new directory and starts a broker on it.
    public static EmbeddedBroker create() {
        return create(Map.of());
    }

    /// The same, where clients show who they are by name and password and may do what they are granted. The user
    /// `admin` may do everything.
    ///
    /// @param passwords of everybody, by name
    /// @param authorizer the settings by which the broker judges them
    public static EmbeddedBroker createGuarded(Map<String, String> passwords, Map<String, String> authorizer) {
        Map<String, String> guard = new HashMap<>(authorizer);
        guard.put("listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        guard.put("sasl.enabled.mechanisms", "PLAIN");
        guard.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        guard.put("listener.name.clients.plain.sasl.jaas.config", users(passwords));
        // The node to itself, on the controller's port; on the other one nobody is without a name.
        guard.put("super.users", "User:admin;User:ANONYMOUS");
        return create(guard);
    }

    private static String users(Map<String, String> passwords) {
        StringBuilder module = new StringBuilder("org.apache.kafka.common.security.plain.PlainLoginModule required");
        module.append(" username=\"admin\" password=\"")
                .append(passwords.get("admin"))
                .append('"');
        passwords.forEach((name, password) -> module.append(" user_" + name + "=\"" + password + "\""));
        return module.append(';').toString();
    }

    private static EmbeddedBroker create(Map<String, String> guard) {
        try {
            var broker = new EmbeddedBroker(Files.createTempDirectory("portcullis-kafka-"), guard);
            broker.format();
            broker.start();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the embedded Kafka", e);
        }
    }

    public String bootstrapServers() {
        return "localhost:" + port;
    }

    /// Starts the broker again. Does nothing if it runs.
    public synchronized void start() {
        if (running != null) return;
        var server = new KafkaRaftServer(new KafkaConfig(settings(), false), Time.SYSTEM);
        server.startup();
        running = server;
    }

    /// Stops the broker and keeps its data.
    public synchronized void stop() {
        if (running == null) return;
        running.shutdown();
        running.awaitShutdown();
        running = null;
    }

    /// Stops the broker and deletes its data.
    @Override
    public synchronized void close() {
        stop();
        Directories.delete(directory);
    }

    private void format() {
        try (var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot format " + directory, e);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(open());
        settings.putAll(guard);
        return settings;
    }

    private Map<String, String> open() {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", String.valueOf(NODE_ID)),
                Map.entry("controller.quorum.voters", NODE_ID + "@localhost:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "CLIENTS://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort),
                Map.entry("advertised.listeners", "CLIENTS://localhost:" + port),
                Map.entry("inter.broker.listener.name", "CLIENTS"),
                Map.entry("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", directory.toString()),
                // One node cannot hold the three copies that are the default.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                // Sized for a laptop beside a build.
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "2"));
    }

    @Override
    public String toString() {
        return "embedded Kafka on port " + port;
    }
}
