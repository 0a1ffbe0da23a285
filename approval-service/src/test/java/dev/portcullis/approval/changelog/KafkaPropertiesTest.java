// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.approval.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.approval.approvals.ApprovalProperties;
import dev.portcullis.tokens.IdentityProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class KafkaPropertiesTest {

    @Test
    void whatIsNotSetHasTheseDefaults() {
        Binder nothing =
                new Binder(new MapConfigurationPropertySource(Map.of("portcullis.kafka.bootstrap-servers", "b")));

        assertThat(nothing.bind("portcullis.kafka", KafkaProperties.class).get())
                .isEqualTo(new KafkaProperties(
                        "b",
                        (short) 1,
                        (short) 1,
                        3,
                        6,
                        Duration.ofDays(7),
                        Duration.ofDays(30),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(200),
                        Duration.ofHours(24),
                        Map.of()));
        assertThat(nothing.bindOrCreate("portcullis.approval", ApprovalProperties.class))
                .isEqualTo(new ApprovalProperties(Duration.ofHours(24), 1_048_576, Duration.ofMillis(250)));
        assertThat(nothing.bindOrCreate("portcullis.identity", IdentityProperties.class)
                        .audience())
                .isEqualTo("portcullis");
    }
}
