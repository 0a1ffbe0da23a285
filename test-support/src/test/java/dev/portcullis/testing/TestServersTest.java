// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.portcullis.testing.TestServers.Wanted;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TestServersTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TestServers.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    @Test
    void takesTheContainerWhereAnEngineAnswers() {
        assertThat(started(Wanted.AUTO, true, TestServersTest::container)).isEqualTo("container");
        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(event.getKeyValuePairs().toString()).contains("running=\"container\"");
        });
    }

    @Test
    void takesTheEmbeddedServerWhereNoneAnswers() {
        assertThat(started(Wanted.AUTO, false, TestServersTest::unavailable)).isEqualTo("embedded");
    }

    @Test
    void saysSoWhenAnEngineAnswersButHasNoImage() {
        assertThat(started(Wanted.AUTO, true, TestServersTest::unavailable)).isEqualTo("embedded");
        assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void failsWhenContainersAreInsistedOnAndCannotBeHad() {
        assertThatThrownBy(() -> started(Wanted.CONTAINERS, false, TestServersTest::unavailable))
                .hasMessage("no such image");
    }

    @Test
    void doesNotAskTheEngineWhenEmbeddedServersAreInsistedOn() {
        var servers = new TestServers(Wanted.EMBEDDED, () -> {
            throw new AssertionError("asked");
        });
        assertThat(servers.<String>start("Server", TestServersTest::unavailable, () -> "embedded"))
                .isEqualTo("embedded");
    }

    private static String started(Wanted wanted, boolean engineAnswers, Supplier<String> container) {
        return new TestServers(wanted, () -> engineAnswers).start("Server", container, () -> "embedded");
    }

    private static String container() {
        return "container";
    }

    private static String unavailable() {
        throw new IllegalStateException("no such image");
    }
}
