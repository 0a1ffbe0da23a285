// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import dev.portcullis.testing.KafkaBroker;
import dev.portcullis.testing.PostgresServer;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/// The PostgreSQL and Kafka of a run in containers, where there is a Docker engine; where there is none, the launcher
/// runs its own, and this holds nothing.
///
/// @param kafka the broker
/// @param store the services' database server
/// @param orders the database server that plays the target
record ContainerServers(Optional<KafkaBroker> kafka, Optional<PostgresServer> store, Optional<PostgresServer> orders) {

    private static final String LAUNCHER = "of ./portcullis up (no container)";

    static ContainerServers start() {
        ContainerServers servers = new ContainerServers(
                KafkaBroker.inContainer(), PostgresServer.inContainer(), PostgresServer.inContainer());
        System.out.println("System tests run on: Kafka "
                + servers.kafka.map(Object::toString).orElse(LAUNCHER)
                + "; store " + servers.store.map(Object::toString).orElse(LAUNCHER)
                + "; sample database " + servers.orders.map(Object::toString).orElse(LAUNCHER));
        return servers;
    }

    /// What the launcher is told about them; what it needs besides goes into the run's folder.
    Map<String, String> describeIn(Path home) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        List<String> external = new ArrayList<>();
        Properties passwords = new Properties();
        if (kafka.isPresent()) {
            external.add("kafka");
            String address = kafka.get().bootstrapServers();
            environment.put("PORTCULLIS_KAFKA_PORT", address.substring(address.lastIndexOf(':') + 1));
        }
        if (store.isPresent()) {
            external.add("store");
            environment.put("PORTCULLIS_STORE_PORT", String.valueOf(store.get().port()));
            passwords.setProperty("store_superuser", store.get().superuserPassword());
            trust(home, "store", store.get());
        }
        if (orders.isPresent()) {
            external.add("orders");
            environment.put(
                    "PORTCULLIS_ORDERS_PORT", String.valueOf(orders.get().port()));
            passwords.setProperty("orders-db_superuser", orders.get().superuserPassword());
            trust(home, "orders", orders.get());
        }
        environment.put("PORTCULLIS_EXTERNAL", String.join(",", external));
        if (!passwords.isEmpty()) {
            Path file = Files.createDirectories(home.resolve("secrets")).resolve("passwords.properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                passwords.store(writer, null);
            }
        }
        return environment;
    }

    private static void trust(Path home, String name, PostgresServer server) throws IOException {
        Path file = Files.createDirectories(home.resolve("tls")).resolve(name + "-ca.crt");
        Files.copy(server.caCertificate(), file);
    }

    void close() {
        kafka.ifPresent(KafkaBroker::close);
        store.ifPresent(PostgresServer::close);
        orders.ifPresent(PostgresServer::close);
    }
}
