// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/// Each value does what the README says, and the README says what each does.
class ValuesTest {
    private static final Map<String, Object> VALUES = read();
    private static final String OTHER_KEY = "other+13c460e9+AR2knKzWJAiU3zQWOETEnVGFekpp7IE+MlnyP2CjTqDm";
    private static final Set<String> LEAVES = leaves(VALUES, "");

    /// What is rendered with a value and not without it.
    ///
    /// @param value its path
    /// @param to what it is set to
    /// @param shows what then is in the manifests
    /// @param before the chart, with whatever else the value needs to matter
    record Effect(String value, String to, String shows, Chart before) {
        @Override
        public String toString() {
            return value + " = " + to;
        }
    }

    static Stream<Effect> effects() {
        return Stream.concat(ofProduction(), Stream.concat(ofTrial(), ofEachService()));
    }

    private static Stream<Effect> ofProduction() {
        Chart chart = Chart.production();
        Chart files = chart.with(
                "tls: {certManager: {enabled: false}, secrets: {gateway: a, policy: b, approval: c, audit: d}}");
        Chart sasl = chart.with("{kafka: {mutualTls: false}, gateway: {kafkaSecret: k}, policy: {kafkaSecret: k},"
                + " approval: {kafkaSecret: k}, audit: {kafkaSecret: k}}");
        return Stream.of(
                new Effect("nameOverride", "gate", "app.kubernetes.io/name: gate", chart),
                new Effect("fullnameOverride", "gate", "name: gate-policy", chart),
                new Effect(
                        "image.registry", "other.example/p", "image: \"other.example/p/audit-service:0.1.0\"", chart),
                new Effect("image.tag", "1.2.3", "/gateway-service:1.2.3", chart),
                new Effect("image.pullPolicy", "Always", "imagePullPolicy: Always", chart),
                new Effect("image.pullSecrets", "[other]", "imagePullSecrets:\n        - name: other", chart),
                new Effect("identity.issuer", "https://other.example", "issuer: https://other.example", chart),
                new Effect(
                        "identity.jwkSetUri", "https://other.example/k", "jwk-set-uri: https://other.example/k", chart),
                new Effect("identity.tokenUri", "https://other.example/t", "token-uri: https://other.example/t", chart),
                new Effect("identity.audience", "gate", "audience: gate", chart),
                new Effect("tls.certManager.enabled", "true", "kind: Certificate", files),
                new Effect("tls.certManager.issuer", "other", "issuerRef:\n    name: other", chart),
                new Effect("tls.certManager.issuerKind", "Issuer", "kind: Issuer", chart),
                new Effect(
                        "tls.certManager.issuerGroup",
                        "awspca.cert-manager.io",
                        "group: awspca.cert-manager.io",
                        chart),
                new Effect("tls.certManager.duration", "2160h", "duration: 2160h", chart),
                new Effect("tls.certManager.renewBefore", "720h", "renewBefore: 720h", chart),
                new Effect("tls.secrets.gateway", "other", "secretName: other", files),
                new Effect("tls.secrets.policy", "other", "secretName: other", files),
                new Effect("tls.secrets.approval", "other", "secretName: other", files),
                new Effect("tls.secrets.audit", "other", "secretName: other", files),
                new Effect("tls.gatewayNames", "[gate.example.com]", "- \"gate.example.com\"", chart),
                new Effect("tls.authorities", "other", "configMap: {name: other}", chart),
                new Effect("tls.publicAuthorities", "false", "value: \"false\"", chart),
                new Effect("postgres.host", "db.example", "jdbc:postgresql://db.example:5432/", chart),
                new Effect("postgres.port", "5433", "ports: [{port: 5433", chart),
                new Effect("postgres.database", "gate", ":5432/gate?sslmode=verify-full", chart),
                new Effect("kafka.bootstrapServers", "\"k.example:9000\"", "{port: 9000, protocol: TCP}", chart),
                new Effect("kafka.mutualTls", "true", "ssl.keystore.type: PEM", sasl),
                new Effect("kafka.saslMechanism", "SCRAM-SHA-256", "sasl.mechanism: SCRAM-SHA-256", sasl),
                new Effect(
                        "kafka.clientSettings",
                        "{request.timeout.ms: \"9000\"}",
                        "request.timeout.ms: \"9000\"",
                        chart),
                new Effect("kafka.replicationFactor", "5", "replication-factor: 5", chart),
                new Effect("kafka.minInSyncReplicas", "3", "min-in-sync-replicas: 3", chart),
                new Effect("gateway.durability", "quorum", "durability: quorum", chart),
                new Effect("gateway.journal.size", "20Gi", "requests: {storage: 20Gi}", chart),
                new Effect("gateway.journal.storageClass", "slow", "storageClassName: slow", chart),
                new Effect("gateway.clientSecret", "other", "name: other", chart),
                new Effect("gateway.maskKeySecret", "other", "secretName: other", chart),
                new Effect("gateway.signingKeySecret", "other", "secretName: other", chart),
                new Effect("gateway.certificateSecret", "other", "secretName: other", chart),
                new Effect(
                        "gateway.credentialSecrets", "[other]", "mountPath: /run/portcullis/credentials/other", chart),
                new Effect("gateway.service.type", "NodePort", "type: NodePort", chart),
                new Effect("gateway.service.annotations", "{a.example/b: c}", "a.example/b: c", chart),
                new Effect("gateway.service.edgePort", "8443", "{name: https, port: 8443,", chart),
                new Effect("gateway.service.postgresPort", "6432", "{name: postgres, port: 6432,", chart),
                new Effect("gateway.service.loadBalancerSourceRanges", "[10.9.0.0/16]", "- 10.9.0.0/16", chart),
                new Effect("gateway.service.externalTrafficPolicy", "Cluster", "externalTrafficPolicy: Cluster", chart),
                new Effect("gateway.kafkaSecret", "other", "name: other", sasl),
                new Effect("policy.kafkaSecret", "other", "name: other", sasl),
                new Effect("approval.kafkaSecret", "other", "name: other", sasl),
                new Effect("audit.kafkaSecret", "other", "name: other", sasl),
                new Effect("policy.seedConfigMap", "seed", "seed-directory: /run/portcullis/prepared/seed", chart),
                new Effect(
                        "approval.credentialSecrets", "[other]", "mountPath: /run/portcullis/credentials/other", chart),
                new Effect("audit.logOrigin", "other.example/log", "origin: other.example/log", chart),
                new Effect("audit.logKeySecret", "other", "secretName: other", chart),
                new Effect("audit.gatewayKeys", "[" + OTHER_KEY + "]", OTHER_KEY, chart),
                new Effect("audit.recordingKeySecret", "other", "secretName: other", chart),
                new Effect(
                        "audit.objects.bucket",
                        "other",
                        "bucket: other",
                        chart.with("audit: {objects: {bucket: \"\"}}")),
                new Effect("audit.objects.prefix", "other/", "prefix: other/", chart),
                new Effect("audit.objects.endpoint", "https://s3.example", "endpoint: https://s3.example", chart),
                new Effect("audit.objects.region", "other", "region: other", chart),
                new Effect("audit.objects.pathStyle", "true", "path-style: true", chart),
                new Effect("audit.objects.keySecret", "other", "secretName: other", chart),
                new Effect("audit.syslog.host", "other.example", "host: other.example", chart),
                new Effect("audit.syslog.port", "601", "port: 601", chart),
                new Effect("audit.syslog.transport", "tcp", "transport: tcp", chart),
                new Effect("topologySpread.keys", "[rack]", "topologyKey: rack", chart),
                new Effect(
                        "topologySpread.whenUnsatisfiable", "DoNotSchedule", "whenUnsatisfiable: DoNotSchedule", chart),
                new Effect(
                        "networkPolicy.enabled",
                        "true",
                        "kind: NetworkPolicy",
                        chart.with("networkPolicy: {enabled: false}")),
                new Effect("networkPolicy.clients", "[{ipBlock: {cidr: 10.9.0.0/16}}]", "cidr: 10.9.0.0/16", chart),
                new Effect("networkPolicy.monitoring", "[{ipBlock: {cidr: 10.9.0.0/16}}]", "cidr: 10.9.0.0/16", chart),
                new Effect("networkPolicy.dns", "[{ipBlock: {cidr: 10.9.0.0/16}}]", "cidr: 10.9.0.0/16", chart),
                new Effect(
                        "networkPolicy.identityProvider.peers",
                        "[{ipBlock: {cidr: 10.9.0.0/16}}]",
                        "cidr: 10.9.0.0/16",
                        chart),
                new Effect(
                        "networkPolicy.identityProvider.port", "8443", "ports: [{port: 8443, protocol: TCP}]", chart),
                new Effect("networkPolicy.postgres", "[{ipBlock: {cidr: 10.9.0.0/16}}]", "cidr: 10.9.0.0/16", chart),
                new Effect("networkPolicy.kafka", "[{ipBlock: {cidr: 10.9.0.0/16}}]", "cidr: 10.9.0.0/16", chart),
                new Effect(
                        "networkPolicy.targets",
                        "[{to: [{ipBlock: {cidr: 10.9.0.0/16}}], ports: [{port: 1}]}]",
                        "cidr: 10.9.0.0/16",
                        chart),
                new Effect(
                        "approval.templateRules",
                        "[{connections: [orders-*], quorum: 1 of dba, longest: 8h, mostUses: 200}]",
                        "most-uses: 200",
                        chart),
                new Effect(
                        "approval.grantRules",
                        "[{connections: [orders-*], quorum: 1 of dba, longest: 1h, longestExtended: 2h}]",
                        "longest-extended: 2h",
                        chart),
                new Effect("approval.keys.longest", "1h", "longest: 1h", chart),
                new Effect("approval.keys.beyondToken", "true", "beyond-token: true", chart),
                new Effect("approval.keys.perIdentity", "7", "per-identity: 7", chart),
                new Effect(
                        "networkPolicy.notifications",
                        "[{to: [{ipBlock: {cidr: 10.9.0.0/16}}], ports: [{port: 1}]}]",
                        "cidr: 10.9.0.0/16",
                        chart),
                new Effect(
                        "networkPolicy.objects",
                        "[{to: [{ipBlock: {cidr: 10.9.0.0/16}}], ports: [{port: 1}]}]",
                        "cidr: 10.9.0.0/16",
                        chart),
                new Effect(
                        "networkPolicy.syslog",
                        "[{to: [{ipBlock: {cidr: 10.9.0.0/16}}], ports: [{port: 1}]}]",
                        "cidr: 10.9.0.0/16",
                        chart),
                new Effect(
                        "networkPolicy.witnesses",
                        "[{to: [{ipBlock: {cidr: 10.9.0.0/16}}], ports: [{port: 1}]}]",
                        "cidr: 10.9.0.0/16",
                        chart),
                new Effect(
                        "networkPolicy.collector",
                        "[{to: [{ipBlock: {cidr: 10.9.0.0/16}}], ports: [{port: 1}]}]",
                        "cidr: 10.9.0.0/16",
                        chart),
                new Effect("tracing.endpoint", "\"http://other.example:4318\"", "http://other.example:4318", chart),
                new Effect("tracing.share", "0.25", "share: 0.25", chart),
                new Effect("logging.format", "gelf", "console: gelf", chart),
                new Effect(
                        "monitoring.serviceMonitor.enabled",
                        "true",
                        "kind: ServiceMonitor",
                        chart.with("monitoring: {serviceMonitor: {enabled: false}}")),
                new Effect("monitoring.serviceMonitor.interval", "10s", "interval: 10s", chart),
                new Effect("monitoring.serviceMonitor.labels", "{seen-by: x}", "seen-by: x", chart),
                new Effect("monitoring.serviceMonitor.clientSecret", "other", "{name: other, key: client-id}", chart),
                new Effect(
                        "monitoring.prometheusRule.enabled",
                        "true",
                        "kind: PrometheusRule",
                        chart.with("monitoring: {prometheusRule: {enabled: false}}")),
                new Effect("monitoring.prometheusRule.labels", "{seen-by: x}", "seen-by: x", chart),
                new Effect(
                        "monitoring.dashboards.enabled",
                        "true",
                        "portcullis.json: |",
                        chart.with("monitoring: {dashboards: {enabled: false}}")),
                new Effect("monitoring.dashboards.labels", "{seen-by: x}", "seen-by: x", chart));
    }

    private static Stream<Effect> ofTrial() {
        Chart chart = Chart.trial();
        Chart files = chart.with(
                "tls: {certManager: {enabled: false}, secrets: {gateway: a, policy: b, approval: c, audit: d,"
                        + " postgres: e, kafka: f, kafkaAdmin: g}}");
        Chart outside = Chart.production();
        return Stream.of(
                new Effect("tls.secrets.postgres", "other", "secretName: other", files),
                new Effect("tls.secrets.kafka", "other", "secretName: other", files),
                new Effect("tls.secrets.kafkaAdmin", "other", "secretName: other", files),
                new Effect(
                        "postgres.bundled.enabled",
                        "true",
                        "jdbc:postgresql://portcullis-postgres:5432/",
                        outside.with("postgres: {bundled: {superuserSecret: s}}")),
                new Effect("postgres.bundled.image", "\"postgres:18.6\"", "image: \"postgres:18.6\"", chart),
                new Effect("postgres.bundled.superuserSecret", "other", "secretName: other", chart),
                new Effect("postgres.bundled.storage", "9Gi", "requests: {storage: 9Gi}", chart),
                new Effect("postgres.bundled.storageClass", "slow", "storageClassName: slow", chart),
                new Effect("postgres.bundled.resources.requests", "{cpu: 321m}", "cpu: 321m", chart),
                new Effect("postgres.bundled.resources.limits", "{memory: 321Mi}", "memory: 321Mi", chart),
                new Effect("kafka.bundled.enabled", "true", "bootstrap-servers: portcullis-kafka:9092", outside),
                new Effect("kafka.bundled.image", "\"apache/kafka:4.2.1\"", "image: \"apache/kafka:4.2.1\"", chart),
                new Effect("kafka.bundled.clusterId", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAA", chart),
                new Effect("kafka.bundled.storage", "9Gi", "requests: {storage: 9Gi}", chart),
                new Effect("kafka.bundled.storageClass", "slow", "storageClassName: slow", chart),
                new Effect("kafka.bundled.resources.requests", "{cpu: 321m}", "cpu: 321m", chart),
                new Effect("kafka.bundled.resources.limits", "{memory: 321Mi}", "memory: 321Mi", chart));
    }

    private static Stream<Effect> ofEachService() {
        Chart chart = Chart.production().with("gateway: {durability: quorum}");
        return Manifests.services().stream()
                .flatMap(service -> Stream.concat(ofAnyService(chart, service), ofAutoscaling(chart, service)));
    }

    private static Stream<Effect> ofAnyService(Chart chart, String service) {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);
        Stream<Effect> stored = service.equals("gateway")
                ? Stream.of()
                : Stream.of(
                        new Effect("policy.databaseSecret".replace("policy", service), "other", "name: other", chart));
        return Stream.concat(
                stored,
                Stream.of(
                        new Effect(service + ".drainSeconds", "77", "terminationGracePeriodSeconds: 102", chart),
                        new Effect(service + ".resources.requests", "{cpu: 321m}", "cpu: 321m", chart),
                        new Effect(service + ".resources.limits", "{memory: 321Mi}", "memory: 321Mi", chart),
                        new Effect(service + ".digest", digest, service + "-service@" + digest, chart),
                        new Effect(service + ".settings", "{logging: {level: {root: warn}}}", "root: warn", chart),
                        new Effect(service + ".extraEnv", "[{name: TZ, value: UTC}]", "- name: TZ", chart),
                        new Effect(service + ".podAnnotations", "{a.example/b: c}", "a.example/b: c", chart),
                        new Effect(service + ".nodeSelector", "{disk: fast}", "disk: fast", chart),
                        new Effect(service + ".tolerations", "[{key: gpu, operator: Exists}]", "key: gpu", chart),
                        new Effect(service + ".priorityClassName", "high", "priorityClassName: high", chart)));
    }

    private static Stream<Effect> ofAutoscaling(Chart chart, String service) {
        Chart still = chart.with("approval: {autoscaling: {enabled: false}}");
        Chart scaled = still.with(service + ": {autoscaling: {enabled: true}}");
        Chart fixed = still.with(service + ": {podDisruptionBudget: false}");
        return Stream.of(
                new Effect(service + ".replicas", "7", "replicas: 7", still),
                new Effect(service + ".podDisruptionBudget", "true", budget(service), fixed),
                new Effect(service + ".autoscaling.enabled", "true", "kind: HorizontalPodAutoscaler", still),
                new Effect(service + ".autoscaling.minReplicas", "4", "minReplicas: 4", scaled),
                new Effect(service + ".autoscaling.maxReplicas", "9", "maxReplicas: 9", scaled),
                new Effect(service + ".autoscaling.targetCpu", "55", "averageUtilization: 55", scaled));
    }

    private static String budget(String service) {
        return "kind: PodDisruptionBudget\nmetadata:\n  name: portcullis-" + service;
    }

    @ParameterizedTest
    @MethodSource("effects")
    void doesSomething(Effect effect) {
        assertThat(effect.before().text()).doesNotContain(effect.shows());
        assertThat(effect.before()
                        .with(RefusalTest.yaml(effect.value(), effect.to()))
                        .text())
                .contains(effect.shows());
    }

    @Test
    void leavesNoValueUntried() {
        Set<String> tried = effects().map(Effect::value).collect(Collectors.toCollection(TreeSet::new));
        assertThat(tried).containsExactlyInAnyOrderElementsOf(LEAVES);
    }

    @Test
    void describesEachValue() throws IOException {
        Set<String> described = Files.readAllLines(Chart.FOLDER.resolve("README.md")).stream()
                .dropWhile(line -> !line.equals("## Values"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> common = common();
        Set<String> wanted = new TreeSet<>();
        for (String leaf : LEAVES) {
            wanted.add(
                    common.contains(last(leaf))
                            ? leaf.replaceFirst("^(gateway|policy|approval|audit)\\.", "SERVICE.")
                            : leaf);
        }
        assertThat(described).isEqualTo(wanted);
    }

    @Test
    void keepsTheJournalOnAVolumeOrWaitsForKafka() {
        Manifests local = Chart.production().render();
        assertThat(local.one("StatefulSet", "portcullis-gateway")
                        .at("/spec/volumeClaimTemplates/0/metadata/name")
                        .asText())
                .isEqualTo("journal");
        assertThat(local.find("Deployment", "portcullis-gateway")).isEmpty();
        assertThat(local.settings("gateway")).contains("durability: local");

        Manifests quorum =
                Chart.production().with("gateway: {durability: quorum}").render();
        assertThat(quorum.find("StatefulSet", "portcullis-gateway")).isEmpty();
        assertThat(quorum.find("Deployment", "portcullis-gateway")).hasSize(1);
        assertThat(quorum.settings("gateway")).contains("durability: quorum");
    }

    @Test
    void restartsPodsWhoseSettingsChange() {
        String before = checksum(Chart.production(), "policy");
        assertThat(checksum(Chart.production().with("policy: {settings: {a: b}}"), "policy"))
                .isNotEqualTo(before);
        assertThat(checksum(Chart.production().with("audit: {settings: {a: b}}"), "policy"))
                .isEqualTo(before);
    }

    private static String checksum(Chart chart, String service) {
        return chart.render()
                .one("Deployment", "portcullis-" + service)
                .at("/spec/template/metadata/annotations/checksum~1settings")
                .asText();
    }

    static Map<String, Object> values() {
        return VALUES;
    }

    private static Map<String, Object> read() {
        try {
            return new Yaml().load(Files.readString(Chart.FOLDER.resolve("values.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> leaves(Map<String, Object> values, String path) {
        Set<String> leaves = new TreeSet<>();
        values.forEach((key, value) -> {
            String here = path + key;
            if (value instanceof Map<?, ?> map
                    && !map.isEmpty()
                    && !Set.of("requests", "limits").contains(key)) {
                @SuppressWarnings("unchecked")
                Map<String, Object> below = (Map<String, Object>) map;
                leaves.addAll(leaves(below, here + "."));
            } else {
                leaves.add(here);
            }
        });
        return leaves;
    }

    /// What all four services have.
    private static Set<String> common() {
        return LEAVES.stream()
                .filter(leaf -> leaf.startsWith("policy."))
                .map(leaf -> last(leaf))
                .filter(leaf -> List.of("gateway", "approval", "audit").stream()
                        .allMatch(service -> LEAVES.contains(service + "." + leaf)))
                .collect(Collectors.toSet());
    }

    private static String last(String leaf) {
        return leaf.substring(leaf.indexOf('.') + 1);
    }
}
