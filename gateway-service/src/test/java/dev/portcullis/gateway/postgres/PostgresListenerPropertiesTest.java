// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class PostgresListenerPropertiesTest {
    @Test
    void hasTheseDefaults() {
        PostgresListenerProperties defaults = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("portcullis.postgres", PostgresListenerProperties.class);

        assertThat(defaults)
                .isEqualTo(new PostgresListenerProperties(
                        "127.0.0.1",
                        15_432,
                        null,
                        null,
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        1000,
                        200,
                        DataSize.ofMegabytes(16),
                        256,
                        "public",
                        Duration.ofSeconds(60),
                        null));
    }
}
