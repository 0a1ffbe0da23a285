// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/// Decides where the servers come from. The system property `portcullis.test.servers` may say `containers` or
/// `embedded` to insist on one of them; `auto`, the default, takes containers wherever they can be had.
record TestServers(Wanted wanted, BooleanSupplier engineAnswers) {
    enum Wanted {
        CONTAINERS,
        EMBEDDED,
        AUTO
    }

    private static final Logger log = LoggerFactory.getLogger(TestServers.class);
    private static final String PROPERTY = "portcullis.test.servers";

    static TestServers configured() {
        String wanted = System.getProperty(PROPERTY, "auto").toUpperCase(Locale.ROOT);
        return new TestServers(Wanted.valueOf(wanted), () -> Engine.ANSWERS);
    }

    /// Starts `container`, or `embedded` where no container can be had, and logs which of the two it was.
    <T> T start(String server, Supplier<? extends T> container, Supplier<? extends T> embedded) {
        T started = switch (wanted) {
            case CONTAINERS -> container.get();
            case EMBEDDED -> embedded.get();
            case AUTO -> engineAnswers.getAsBoolean() ? containerOrElse(server, container, embedded) : embedded.get();
        };
        log.atInfo()
                .addKeyValue("server", server)
                .addKeyValue("running", String.valueOf(started))
                .log("test server started");
        return started;
    }

    private static <T> T containerOrElse(
            String server, Supplier<? extends T> container, Supplier<? extends T> embedded) {
        try {
            return container.get();
        } catch (RuntimeException e) {
            // An engine without the image is common where no registry is reachable; running another server than the
            // reader expects must not go unsaid, though.
            log.atWarn()
                    .addKeyValue("server", server)
                    .setCause(e)
                    .log("a docker engine answers but the container did not start, using the embedded server");
            return embedded.get();
        }
    }

    /// Asked once per JVM: without an engine the answer takes a second and a page of log.
    private static final class Engine {
        static final boolean ANSWERS = answers();

        private Engine() {}

        private static boolean answers() {
            try {
                return DockerClientFactory.instance().isDockerAvailable();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("a docker engine answers but is of no use, using embedded servers");
                return false;
            }
        }
    }
}
