// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;

/// One running Kafka, wherever it runs. Port and data survive [#stop] and [#start].
sealed interface KafkaBackend {
    String bootstrapServers();

    void stop();

    void start();

    void kill();

    void freeze();

    void thaw();

    /// Stops the broker and deletes its data.
    void dispose();

    record Embedded(EmbeddedBroker broker) implements KafkaBackend {
        static Embedded create() {
            return new Embedded(EmbeddedBroker.create());
        }

        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void stop() {
            broker.stop();
        }

        @Override
        public void start() {
            broker.start();
        }

        @Override
        public void kill() {
            throw new UnsupportedOperationException("the embedded broker shares the JVM of its test");
        }

        @Override
        public void freeze() {
            throw new UnsupportedOperationException("the embedded broker shares the JVM of its test");
        }

        @Override
        public void thaw() {
            throw new UnsupportedOperationException("the embedded broker shares the JVM of its test");
        }

        @Override
        public void dispose() {
            broker.close();
        }

        @Override
        public String toString() {
            return broker.toString();
        }
    }

    record Container(KafkaContainer container) implements KafkaBackend {
        private static final String IMAGE = "apache/kafka:4.3.1";

        static Container create() {
            KafkaContainer container = new KafkaContainer(IMAGE);
            // The port, then the answer to a question: both are independent of what an image logs.
            container.waitingFor(Wait.forListeningPorts(9092));
            // A fixed port: it is written into the advertised listeners and must be the same after each start.
            container.setPortBindings(List.of(FreePort.find() + ":9092"));
            Container backend = new Container(container);
            try {
                container.start();
                backend.awaitBroker();
            } catch (RuntimeException e) {
                container.stop();
                throw e;
            }
            return backend;
        }

        @Override
        public String bootstrapServers() {
            return container.getBootstrapServers();
        }

        @Override
        public void stop() {
            Containers.stop(container);
        }

        @Override
        public void start() {
            Containers.start(container);
            awaitBroker();
        }

        private void awaitBroker() {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
                admin.describeCluster().nodes().get(180, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("Kafka is not back", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for Kafka", e);
            }
        }

        @Override
        public void kill() {
            Containers.kill(container);
        }

        @Override
        public void freeze() {
            container
                    .getDockerClient()
                    .pauseContainerCmd(container.getContainerId())
                    .exec();
        }

        @Override
        public void thaw() {
            container
                    .getDockerClient()
                    .unpauseContainerCmd(container.getContainerId())
                    .exec();
        }

        @Override
        public void dispose() {
            container.stop();
        }

        @Override
        public String toString() {
            return "container " + IMAGE + " at " + bootstrapServers();
        }
    }
}
