// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.util.Optional;

/// A real Kafka of one node. [#shared] is one per JVM; a test that takes its broker away uses [#start].
public final class KafkaBroker implements AutoCloseable {
    private final KafkaBackend backend;
    private final boolean sharedByAll;
    private final ExitHook exit;

    private KafkaBroker(KafkaBackend backend, boolean sharedByAll) {
        this.backend = backend;
        this.sharedByAll = sharedByAll;
        this.exit = new ExitHook(backend.toString(), backend::dispose);
    }

    /// The broker of this JVM, started on first use and stopped at exit.
    public static KafkaBroker shared() {
        return Shared.BROKER;
    }

    /// A broker of the caller's own, with [#stopBroker] and [#startBroker] for tests of what happens without it.
    public static KafkaBroker start() {
        return new KafkaBroker(startBackend(), false);
    }

    /// A broker of the caller's own in a container; nothing where tests run on embedded servers. The log says which.
    public static Optional<KafkaBroker> inContainer() {
        return TestServers.configured()
                .start(
                        "Kafka",
                        () -> Optional.of(new KafkaBroker(KafkaBackend.Container.create(), false)),
                        Optional::empty);
    }

    private static KafkaBackend startBackend() {
        return TestServers.configured().start("Kafka", KafkaBackend.Container::create, KafkaBackend.Embedded::create);
    }

    public String bootstrapServers() {
        return backend.bootstrapServers();
    }

    /// Takes the broker away. Its data stays.
    public void stopBroker() {
        refuseIfShared();
        backend.stop();
    }

    /// Ends the broker without a warning. What was on disk stays. Only one in a container can.
    public void killBroker() {
        refuseIfShared();
        backend.kill();
    }

    /// Brings the broker back on the same port with the same data. Does nothing if it runs.
    public void startBroker() {
        refuseIfShared();
        backend.start();
    }

    /// Makes the broker hang: connections stay, nothing answers. Only one in a container can.
    public void freeze() {
        refuseIfShared();
        backend.freeze();
    }

    /// Lets the broker go on after [#freeze].
    public void thaw() {
        refuseIfShared();
        backend.thaw();
    }

    /// Stops the broker and deletes its data.
    @Override
    public void close() {
        refuseIfShared();
        exit.runNow();
    }

    @Override
    public String toString() {
        return backend.toString();
    }

    private void refuseIfShared() {
        if (sharedByAll) {
            throw new UnsupportedOperationException("the shared broker stays up; KafkaBroker.start() gives one's own");
        }
    }

    private static final class Shared {
        static final KafkaBroker BROKER = new KafkaBroker(startBackend(), true);

        private Shared() {}
    }
}
