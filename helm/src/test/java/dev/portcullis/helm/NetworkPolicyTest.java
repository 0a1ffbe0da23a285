// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.helm.Manifests.Pod;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who reaches whom, as Kubernetes defines it: the policies of both ends must say yes, and a pod that a policy selects
/// has
/// no right that none of its policies gives.
class NetworkPolicyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void opensTheLinesOfTrustAndNoOthers() {
        assertThat(lines(Chart.trial().render()))
                .containsExactly(
                        "approval -> kafka:9092",
                        "approval -> postgres:5432",
                        "audit -> kafka:9092",
                        "audit -> postgres:5432",
                        "gateway -> approval:8082",
                        "gateway -> audit:8083",
                        "gateway -> kafka:9092",
                        "gateway -> policy:8081",
                        "kafka -> kafka:9092",
                        "kafka-admin -> kafka:9092",
                        "policy -> kafka:9092",
                        "policy -> postgres:5432",
                        "stranger -> gateway:15432",
                        "stranger -> gateway:8080",
                        "test -> gateway:15432",
                        "test -> gateway:8080");
    }

    @Test
    void letsOnlyNamedClientsIn() {
        assertThat(lines(Chart.production().render()))
                .containsExactly(
                        "gateway -> approval:8082",
                        "gateway -> audit:8083",
                        "gateway -> policy:8081",
                        "test -> gateway:15432",
                        "test -> gateway:8080");
    }

    @Test
    void isAsOpenAsKubernetesWithoutPolicies() {
        assertThat(lines(Chart.production()
                        .with("networkPolicy: {enabled: false}")
                        .render()))
                .contains("stranger -> policy:8081", "policy -> audit:8090");
    }

    @Test
    void showsTheManagementPortToMonitoringOnly() {
        Manifests manifests = Chart.production().render();
        for (String service : Manifests.services()) {
            assertThat(ingress(manifests, service).filter(rule -> opens(rule, 8090)))
                    .singleElement()
                    .satisfies(rule -> assertThat(rule.at("/from/0/namespaceSelector/matchLabels")
                                    .toString())
                            .isEqualTo("{\"kubernetes.io/metadata.name\":\"monitoring\"}"));
        }
        assertThat(Manifests.services().stream()
                        .flatMap(each -> ingress(Chart.trial().render(), each)))
                .noneMatch(rule -> opens(rule, 8090));
    }

    @Test
    void leadsOutOfTheClusterWhereValuesSayAndNowhereElse() {
        Manifests manifests = Chart.production().render();
        assertThat(addresses(manifests, "gateway"))
                .containsExactlyInAnyOrder(
                        "10.30.0.7/32:443", "10.30.2.0/28:9093", "10.40.0.0/16:5432", "10.80.0.9/32:4318");
        assertThat(addresses(manifests, "approval"))
                .containsExactlyInAnyOrder(
                        "10.30.0.7/32:443",
                        "10.30.2.0/28:9093",
                        "10.30.1.0/28:5432",
                        "10.50.0.4/32:443",
                        "10.80.0.9/32:4318");
        assertThat(addresses(manifests, "policy"))
                .containsExactlyInAnyOrder(
                        "10.30.0.7/32:443", "10.30.2.0/28:9093", "10.30.1.0/28:5432", "10.80.0.9/32:4318");
        assertThat(addresses(manifests, "audit"))
                .containsExactlyInAnyOrder(
                        "10.30.0.7/32:443",
                        "10.30.2.0/28:9093",
                        "10.30.1.0/28:5432",
                        "10.60.0.0/24:443",
                        "10.70.0.8/32:443",
                        "10.80.0.9/32:4318",
                        "10.90.0.5/32:6514");
    }

    @Test
    void leadsToNoCollectorThatIsNotUsed() {
        Manifests manifests =
                Chart.production().with("audit: {syslog: {host: \"\"}}").render();
        assertThat(addresses(manifests, "audit")).noneMatch(address -> address.startsWith("10.90."));
    }

    @Test
    void leadsToNoBucketThatIsNotUsed() {
        Manifests manifests =
                Chart.production().with("audit: {objects: {bucket: \"\"}}").render();
        assertThat(addresses(manifests, "audit")).noneMatch(address -> address.startsWith("10.60."));
    }

    private static Set<String> lines(Manifests manifests) {
        Set<String> lines = new TreeSet<>();
        List<Pod> clients =
                Stream.concat(manifests.pods().stream(), Stream.of(stranger())).toList();
        for (Pod from : clients) {
            for (Pod to : manifests.pods()) {
                Manifests.each(to.spec().at("/containers/0/ports"))
                        .map(port -> port.path("containerPort").asInt())
                        .filter(port -> reaches(manifests, from, to, port))
                        .forEach(port -> lines.add(from.component() + " -> " + to.component() + ":" + port));
            }
        }
        return lines;
    }

    private static Pod stranger() {
        ObjectNode labels = JSON.createObjectNode().put("app.kubernetes.io/component", "stranger");
        return new Pod("stranger", labels, JSON.createObjectNode());
    }

    private static boolean reaches(Manifests manifests, Pod from, Pod to, int port) {
        return allows(manifests, from, "Egress", "egress", rule -> opens(rule, port) && names(rule.path("to"), to))
                && allows(
                        manifests,
                        to,
                        "Ingress",
                        "ingress",
                        rule -> opens(rule, port) && names(rule.path("from"), from));
    }

    private static boolean allows(Manifests manifests, Pod pod, String type, String rules, Predicate<JsonNode> rule) {
        List<JsonNode> policies = manifests
                .of("NetworkPolicy")
                .filter(policy -> pod.isSelectedBy(policy.at("/spec/podSelector/matchLabels")))
                .filter(policy -> Manifests.each(policy.at("/spec/policyTypes"))
                        .anyMatch(each -> each.asText().equals(type)))
                .toList();
        return policies.isEmpty()
                || policies.stream()
                        .flatMap(policy -> Manifests.each(policy.at("/spec/" + rules)))
                        .anyMatch(rule);
    }

    private static boolean opens(JsonNode rule, int port) {
        return !rule.has("ports")
                || Manifests.each(rule.path("ports"))
                        .anyMatch(each -> each.path("port").asInt() == port);
    }

    /// Pods of this namespace only: other namespaces and addresses are others'.
    private static boolean names(JsonNode peers, Pod pod) {
        return peers.isMissingNode()
                || Manifests.each(peers)
                        .anyMatch(peer -> !peer.has("namespaceSelector")
                                && peer.has("podSelector")
                                && pod.isSelectedBy(peer.at("/podSelector/matchLabels")));
    }

    private static Stream<JsonNode> ingress(Manifests manifests, String service) {
        return Manifests.each(
                manifests.one("NetworkPolicy", "portcullis-" + service).at("/spec/ingress"));
    }

    private static Stream<String> addresses(Manifests manifests, String service) {
        return Manifests.each(
                        manifests.one("NetworkPolicy", "portcullis-" + service).at("/spec/egress"))
                .flatMap(rule -> Manifests.each(rule.path("to"))
                        .filter(peer -> peer.has("ipBlock"))
                        .map(peer -> peer.at("/ipBlock/cidr").asText() + ":"
                                + rule.at("/ports/0/port").asInt()));
    }
}
