// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the chart does not render, and that it says why.
class RefusalTest {
    private static final String KAFKA_SECRETS =
            "{gateway: {kafkaSecret: k}, policy: {kafkaSecret: k}, approval: {kafkaSecret: k}, audit: {kafkaSecret: k}}";

    @Test
    void rendersNothingOfItself() {
        assertThatThrownBy(() -> Chart.untouched().text()).hasMessageContaining("say where");
    }

    @Test
    void rendersWhatIsGivenWithIt() {
        assertThatCode(() -> Chart.trial().text()).doesNotThrowAnyException();
        assertThatCode(() -> Chart.production().text()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image.registry",
                "identity.issuer",
                "identity.jwkSetUri",
                "identity.tokenUri",
                "tls.certManager.issuer",
                "postgres.host",
                "kafka.bootstrapServers",
                "gateway.clientSecret",
                "gateway.maskKeySecret",
                "gateway.signingKeySecret",
                "policy.databaseSecret",
                "approval.databaseSecret",
                "audit.databaseSecret",
                "audit.logKeySecret",
                "audit.recordingKeySecret",
                "audit.gatewayKeys",
                "audit.logOrigin",
                "audit.objects.prefix",
                "audit.objects.keySecret",
                "networkPolicy.identityProvider.peers",
                "networkPolicy.postgres",
                "networkPolicy.kafka",
                "networkPolicy.objects",
                "networkPolicy.syslog",
                "networkPolicy.collector",
                "monitoring.serviceMonitor.clientSecret"
            })
    void asksForWhatItCannotDoWithout(String value) {
        String nothing = value.startsWith("networkPolicy") || value.endsWith("Keys") ? "[]" : "\"\"";
        assertThatThrownBy(() -> Chart.production().with(yaml(value, nothing)).text())
                .hasMessageContaining(value + ":");
    }

    @Test
    void asksForTheSuperusersPassword() {
        assertThatThrownBy(() -> Chart.trial()
                        .with(yaml("postgres.bundled.superuserSecret", "\"\""))
                        .text())
                .hasMessageContaining("postgres.bundled.superuserSecret:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "policy", "approval", "audit", "postgres", "kafka", "kafkaAdmin"})
    void asksForEachCertificateThatNobodyMakes(String part) {
        String all =
                "tls: {certManager: {enabled: false}, secrets: {gateway: a, policy: b, approval: c, audit: d, postgres: e,"
                        + " kafka: f, kafkaAdmin: g}}";
        Chart chart = Chart.trial().with(all);
        assertThat(chart.render().of("Certificate")).isEmpty();
        assertThatThrownBy(() -> chart.with(yaml("tls.secrets." + part, "\"\"")).text())
                .hasMessageContaining("tls.secrets." + part + ":");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "policy", "approval", "audit"})
    void asksByWhatAServiceIsKnownToKafka(String service) {
        Chart chart = Chart.production().with("kafka: {mutualTls: false}").with(KAFKA_SECRETS);
        assertThat(chart.render().settings(service)).contains("SASL_SSL").doesNotContain("keystore");
        assertThatThrownBy(() -> chart.with(service + ": {kafkaSecret: \"\"}").text())
                .hasMessageContaining(service + ".kafkaSecret:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "both", "async", "[local, quorum]", "\"local,quorum\""})
    void takesOneOfTwoDurabilities(String durability) {
        assertThatThrownBy(() -> Chart.production()
                        .with("gateway: {durability: " + durability + "}")
                        .text())
                .hasMessageContaining("durability");
    }

    @Test
    void scalesNoJournalByLoad() {
        assertThatThrownBy(() -> Chart.production()
                        .with("gateway: {autoscaling: {enabled: true}}")
                        .text())
                .hasMessageContaining("gateway.autoscaling:");
    }

    @Test
    void bundlesNoKafkaWithoutCertificates() {
        assertThatThrownBy(() -> Chart.trial()
                        .with("kafka: {mutualTls: false}")
                        .with(KAFKA_SECRETS)
                        .text())
                .hasMessageContaining("by their certificates only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image: {tag: latest}",
                "image: {registry: \"\"}",
                "postgres: {bundled: {image: \"postgres:latest\"}}",
                "postgres: {bundled: {image: postgres}}",
                "kafka: {clientSettings: {ssl.keystore.password: x}}",
                "policy: {settings: {spring: {datasource: {password: x}}}}",
                "policy: {settings: {spring.datasource.password: x}}",
                "gateway: {settings: {portcullis: {services: {client-secret: x}}}}",
                "gateway: {settings: {portcullis: {services: {clientSecret: x}}}}",
                "gateway: {settings: {portcullis.kafka.client.sasl.jaas.config: x}}",
                "gateway: {replicas: 0}",
                "gateway: {service: {edgePort: 0}}",
                "audit: {digest: sha256:abc}",
                "audit: {objects: {bucket: Not_A_Bucket}}",
                "audit: {objects: {endpoint: \"http://s3.example\"}}",
                "audit: {objects: {prefix: no-folder}}",
                "audit: {syslog: {host: \"https://siem.example\"}}",
                "audit: {syslog: {port: 0}}",
                "audit: {syslog: {transport: udp}}",
                "networkPolicy: {witnesses: [{ports: [{port: 443}]}]}",
                "networkPolicy: {syslog: [{ports: [{port: 6514}]}]}",
                "networkPolicy: {collector: [{ports: [{port: 4318}]}]}",
                "tracing: {endpoint: \"collector:4318\"}",
                "tracing: {endpoint: \"http://user:secret@c:4318\"}",
                "tracing: {share: 1.5}",
                "logging: {format: xml}",
                "approval: {templateRules: [{connections: [orders]}]}",
                "approval: {templateRules: [{connections: [], quorum: 1 of dba}]}",
                "approval: {templateRules: [{connections: [orders], quorum: 1 of dba, mostUses: 0}]}",
                "approval: {grantRules: [{connections: [orders], quorum: \" \"}]}",
                "approval: {grantRules: [{connections: [orders], quorum: 1 of dba, longest: for ever}]}",
                "approval: {grantRules: [{quorum: 1 of dba}]}",
                "approval: {keys: {longest: for ever}}",
                "approval: {keys: {perIdentity: -1}}",
                "approval: {keys: {beyondToken: perhaps}}",
                "networkPolicy: {clients: [{}]}",
                "networkPolicy: {targets: [{ports: [{port: 5432}]}]}",
                "networkPolicy: {targets: [{to: [], ports: [{port: 5432}]}]}",
                "networkPolicy: {dns: []}"
            })
    void refuses(String values) {
        assertThatThrownBy(() -> Chart.production().with(values).text()).isNotNull();
    }

    @Test
    void doesWithoutNoValue() {
        for (String value : List.of("gateway.replicas", "networkPolicy.enabled", "policy.resources.limits", "tls")) {
            assertThatThrownBy(
                            () -> Chart.production().with(yaml(value, "null")).text())
                    .hasMessageContaining("missing propert");
        }
    }

    @Test
    void knowsNoKeyThatIsNotItsOwn() {
        Set<String> folders = new TreeSet<>();
        folders(new ObjectMapper().valueToTree(ValuesTest.values()), "", folders);
        assertThat(folders)
                .hasSizeGreaterThan(20)
                .allSatisfy(folder -> assertThatThrownBy(() -> Chart.production()
                                .with(yaml(folder + "unknownKey", "1"))
                                .text())
                        .hasMessageContaining("unknownKey"));
        assertThatThrownBy(() -> Chart.production().with("unknownKey: 1").text())
                .hasMessageContaining("unknownKey");
    }

    /// What holds keys of ours; below settings, labels and the like stand others'.
    private static void folders(JsonNode node, String path, Set<String> folders) {
        node.properties().forEach(each -> {
            if (each.getValue().isObject()
                    && !each.getValue().isEmpty()
                    && !each.getKey().matches("requests|limits")) {
                folders.add(path + each.getKey() + ".");
                folders(each.getValue(), path + each.getKey() + ".", folders);
            }
        });
    }

    static String yaml(String path, String value) {
        return path.indexOf('.') < 0
                ? "{" + path + ": " + value + "}"
                : "{" + path.substring(0, path.indexOf('.')) + ": " + yaml(path.substring(path.indexOf('.') + 1), value)
                        + "}";
    }
}
