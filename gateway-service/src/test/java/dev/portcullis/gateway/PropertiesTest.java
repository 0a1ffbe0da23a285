// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.contracts.connection.Connection;
import dev.portcullis.gateway.approvals.ApprovalsProperties;
import dev.portcullis.gateway.audit.AuditProperties;
import dev.portcullis.gateway.audit.HeartbeatProperties;
import dev.portcullis.gateway.audit.RecordingProperties;
import dev.portcullis.gateway.edge.EdgeProperties;
import dev.portcullis.gateway.http.HttpPlaneProperties;
import dev.portcullis.gateway.identity.IdentityProperties;
import dev.portcullis.gateway.keys.KeysProperties;
import dev.portcullis.gateway.policies.PoliciesProperties;
import dev.portcullis.gateway.preview.PreviewProperties;
import dev.portcullis.gateway.services.ServicesProperties;
import dev.portcullis.gateway.topics.KafkaProperties;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/// Every default and every name of the gateway's settings.
class PropertiesTest {

    @Test
    void hasTheseDefaults() {
        assertThat(bind("portcullis.policies", PoliciesProperties.class, Map.of()))
                .isEqualTo(new PoliciesProperties(Duration.ofSeconds(6), 100_000, 1_000));
        assertThat(bind("portcullis.approvals", ApprovalsProperties.class, Map.of()))
                .isEqualTo(new ApprovalsProperties(Duration.ofSeconds(5), Duration.ofSeconds(2)));
        assertThat(bind("portcullis.keys", KeysProperties.class, Map.of()))
                .isEqualTo(new KeysProperties(Duration.ofSeconds(1), Duration.ofSeconds(10)));
        assertThat(bind("portcullis.edge", EdgeProperties.class, Map.of()))
                .isEqualTo(new EdgeProperties(DataSize.ofMegabytes(2), Duration.ofSeconds(30)));
        assertThat(bind("portcullis.preview", PreviewProperties.class, Map.of()))
                .isEqualTo(new PreviewProperties(Duration.ofSeconds(5), 4));
        assertThat(bind("portcullis.http", HttpPlaneProperties.class, Map.of()))
                .isEqualTo(new HttpPlaneProperties(
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        10_000,
                        "",
                        Duration.ofSeconds(15),
                        1_000,
                        DataSize.ofMegabytes(1),
                        Duration.ofMinutes(15),
                        null));
        assertThat(bind("portcullis.kafka", KafkaProperties.class, Map.of()))
                .isEqualTo(new KafkaProperties("localhost:9092", Map.of(), 6, (short) -1, Duration.ofDays(30)));
        assertThat(bind("portcullis.recording", RecordingProperties.class, Map.of()))
                .isEqualTo(new RecordingProperties(
                        DataSize.ofMegabytes(1),
                        10_000,
                        DataSize.ofGigabytes(1),
                        DataSize.ofKilobytes(64),
                        Duration.ofSeconds(1)));
        assertThat(bind("portcullis.audit", AuditProperties.class, Map.of()))
                .isEqualTo(new AuditProperties(
                        "gateway",
                        Path.of("data/gateway/journal"),
                        DataSize.ofMegabytes(64),
                        DataSize.ofGigabytes(1),
                        DataSize.ofMegabytes(32),
                        DataSize.ofMegabytes(256),
                        Duration.ofSeconds(1),
                        Connection.Durability.LOCAL,
                        Duration.ofSeconds(5)));
        assertThat(bind(
                        "portcullis.heartbeat",
                        HeartbeatProperties.class,
                        Map.of("portcullis.heartbeat.key-file", "/keys/gateway.key")))
                .isEqualTo(new HeartbeatProperties(Path.of("/keys/gateway.key"), Duration.ofSeconds(30)));
        assertThat(bind("portcullis.services", ServicesProperties.class, Map.of()))
                .isEqualTo(new ServicesProperties(
                        URI.create("http://localhost:8081"),
                        URI.create("http://localhost:8082"),
                        URI.create("http://localhost:8083"),
                        Duration.ofSeconds(5),
                        URI.create("http://localhost:9000/oauth2/token"),
                        "svc-gateway",
                        ""));
    }

    @Test
    void readsAnIssuer() {
        assertThat(bind(
                        "portcullis.identity",
                        IdentityProperties.class,
                        Map.of(
                                "portcullis.identity.issuers[0].issuer", "https://idp",
                                "portcullis.identity.issuers[0].jwk-set-uri", "https://idp/jwks")))
                .isEqualTo(new IdentityProperties(
                        List.of(new IdentityProperties.Issuer(
                                "https://idp", URI.create("https://idp/jwks"), "portcullis", "groups", "roles", "")),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(60),
                        10_000));
    }

    @Test
    void stopsTheStartOnWrongValues() {
        assertWrong("portcullis.identity", IdentityProperties.class, Map.of());
        assertWrong(
                "portcullis.identity",
                IdentityProperties.class,
                Map.of("portcullis.identity.issuers[0].issuer", "https://idp"));
        assertWrong("portcullis.audit", AuditProperties.class, Map.of("portcullis.audit.instance", "a b"));
        assertWrong("portcullis.heartbeat", HeartbeatProperties.class, Map.of());
        assertWrong(
                "portcullis.heartbeat",
                HeartbeatProperties.class,
                Map.of("portcullis.heartbeat.key-file", "k", "portcullis.heartbeat.every", "2m"));
        assertWrong("portcullis.kafka", KafkaProperties.class, Map.of("portcullis.kafka.partitions", "0"));
        assertThatThrownBy(() ->
                        bind("portcullis.audit", AuditProperties.class, Map.of("portcullis.audit.durability", "async")))
                .isInstanceOf(BindException.class);
    }

    private static <T> void assertWrong(String prefix, Class<T> type, Map<String, String> settings) {
        assertThatThrownBy(() -> bind(prefix, type, settings)).hasRootCauseInstanceOf(BindValidationException.class);
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> settings) {
        try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
            validator.afterPropertiesSet();
            return new Binder(new MapConfigurationPropertySource(settings))
                    .bindOrCreate(prefix, Bindable.of(type), new ValidationBindHandler(validator));
        }
    }
}
