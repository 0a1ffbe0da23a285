// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.engine.decisions;

import dev.portcullis.engine.classifications.ClassificationsReader;
import dev.portcullis.engine.connections.ConnectionReader;
import dev.portcullis.engine.policies.PolicyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The documents of the folder `policies`, filled in as the local run does it.
final class ShippedPolicies {

    private static final Path FOLDER = Path.of("..", "policies");

    private ShippedPolicies() {}

    static PolicySet read() {
        String connection = text("connections/orders.yaml")
                .replace("${ORDERS_HOST}", "127.0.0.1")
                .replace("${ORDERS_PORT}", "5432")
                .replace("${ORDERS_DATABASE}", "orders")
                .replace("${ORDERS_USER}", "orders_gateway")
                .replace("${ORDERS_PASSWORD_FILE}", "/some where/orders.password")
                .replace("${ORDERS_OBSERVER_FILE}", "/some where/observer.password")
                .replace("${ORDERS_CA_FILE}", "/some where/ca.crt");
        return new PolicySet(
                1,
                List.of(new PolicySet.VersionedPolicy(new PolicyReader().read(text("orders.yaml")), 1)),
                List.of(ConnectionReader.read(connection, 1)),
                Map.of("orders", ClassificationsReader.read(text("classifications/orders.yaml"), 1)));
    }

    private static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
