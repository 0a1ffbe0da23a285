// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.local.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// Runs one Kafka node that is broker and controller, on loopback, until it is told to stop.
public final class Broker {

    private static final int NODE = 1;

    private Broker() {}

    /// Runs the broker.
    ///
    /// @param arguments the data folder, the port for clients, the port of the controller
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected: DATA_FOLDER PORT CONTROLLER_PORT");
        }
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        int port = Integer.parseInt(arguments[1]);
        int controllerPort = Integer.parseInt(arguments[2]);
        format(directory);
        KafkaRaftServer server =
                new KafkaRaftServer(new KafkaConfig(settings(directory, port, controllerPort), false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
        server.startup();
        server.awaitShutdown();
    }

    private static void format(Path directory) throws Exception {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setNodeId(NODE)
                    .setClusterId(clusterId(directory))
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .run();
        }
    }

    /// A folder that was formatted keeps its cluster's id; the formatter compares.
    private static String clusterId(Path directory) throws IOException {
        Path formatted = directory.resolve("meta.properties");
        if (Files.exists(formatted)) {
            for (String line : Files.readAllLines(formatted)) {
                if (line.startsWith("cluster.id=")) {
                    return line.substring("cluster.id=".length());
                }
            }
        }
        return Uuid.randomUuid().toString();
    }

    private static Map<String, String> settings(Path directory, int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", String.valueOf(NODE)),
                Map.entry("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "CLIENTS://127.0.0.1:" + port),
                Map.entry("inter.broker.listener.name", "CLIENTS"),
                Map.entry("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                // One node cannot hold the three copies that are the default.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                // An acknowledged record is on disk even if the machine loses power: with one copy there is no other.
                Map.entry("log.flush.interval.messages", "1"),
                // Sized for a laptop beside everything else.
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "2"));
    }
}
