// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.changes.ChangeProperties;
import dev.portcullis.policy.documents.SeedProperties;
import dev.portcullis.policy.feed.KafkaProperties;
import dev.portcullis.tokens.IdentityProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Pins the name and the default of every setting.
class PropertiesTest {

    @Test
    void kafka() {
        KafkaProperties bound =
                bind("portcullis.kafka", KafkaProperties.class, Map.of("portcullis.kafka.bootstrap-servers", "b:1"));

        assertThat(bound)
                .isEqualTo(new KafkaProperties(
                        "b:1",
                        (short) 1,
                        (short) 1,
                        6,
                        Duration.ofDays(7),
                        Duration.ofDays(30),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Map.of()));
    }

    @Test
    void identity() {
        IdentityProperties bound = bind(
                "portcullis.identity",
                IdentityProperties.class,
                Map.of("portcullis.identity.issuer", "i", "portcullis.identity.jwk-set-uri", "j"));

        assertThat(bound).isEqualTo(new IdentityProperties("i", "j", "portcullis"));
    }

    @Test
    void seed() {
        SeedProperties bound =
                bind("portcullis.policy", SeedProperties.class, Map.of("portcullis.policy.reload-interval", "3s"));

        assertThat(bound.reloadInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(bound.seedDirectory()).isNull();
    }

    @Test
    void aChangeTakesTwoPeopleUnlessConfiguredOtherwise() {
        String prefix = "portcullis.policy.changes";
        assertThat(new Binder(new MapConfigurationPropertySource(Map.of()))
                        .bindOrCreate(prefix, ChangeProperties.class))
                .isEqualTo(new ChangeProperties(true));
        assertThat(bind(prefix, ChangeProperties.class, Map.of(prefix + ".four-eyes", "false")))
                .isEqualTo(new ChangeProperties(false));
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bind(prefix, type)
                .get();
    }
}
