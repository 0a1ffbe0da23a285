// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.helm.Manifests.Pod;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds of every manifest, whatever the values.
class ManifestsTest {

    private static final List<Manifests> VARIANTS = Stream.of(
                    Chart.trial(),
                    Chart.production(),
                    Chart.production().with("gateway: {durability: quorum, autoscaling: {enabled: true}}"),
                    Chart.production().with("""
                                fullnameOverride: a-name-that-is-longer-than-what-is-left-of-a-label
                                networkPolicy: {enabled: false}
                                kafka: {mutualTls: false}
                                gateway: {kafkaSecret: k1}
                                policy: {kafkaSecret: k2, seedConfigMap: seed}
                                approval: {kafkaSecret: k3}
                                audit: {kafkaSecret: k4}
                                """))
            .map(Chart::render)
            .toList();

    /// The variants that differ most from each other.
    static Stream<Manifests> variants() {
        return VARIANTS.stream();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void isWhatKubernetesKnows(Manifests manifests) {
        assertThat(manifests.all())
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(KubernetesApi.complaint(manifest))
                        .as(Manifests.name(manifest))
                        .isEmpty());
    }

    @Test
    void seesWhatKubernetesDoesNotKnow() {
        JsonNode pod = Chart.trial().render().one("Pod", "portcullis-test");
        ((ObjectNode) pod.at("/spec/securityContext")).put("runAsNoRoot", true);
        assertThat(KubernetesApi.complaint(pod))
                .hasValueSatisfying(why -> assertThat(why).contains("runAsNoRoot"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void runsNothingWithMoreRightsThanItNeeds(Manifests manifests) {
        assertThat(manifests.pods()).hasSizeGreaterThanOrEqualTo(5).allSatisfy(pod -> {
            JsonNode spec = pod.spec();
            assertThat(spec.path("automountServiceAccountToken").isBoolean()).isTrue();
            assertThat(spec.path("automountServiceAccountToken").asBoolean()).isFalse();
            assertThat(spec.path("enableServiceLinks").isBoolean()).isTrue();
            assertThat(spec.path("enableServiceLinks").asBoolean()).isFalse();
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(spec.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(spec.has("hostNetwork") || spec.has("hostPID") || spec.has("hostIPC"))
                    .isFalse();
            assertThat(Manifests.each(spec.path("volumes"))).noneMatch(volume -> volume.has("hostPath"));
            assertThat(pod.containers()).allSatisfy(ManifestsTest::hasNoRights);
        });
    }

    private static void hasNoRights(JsonNode container) {
        JsonNode context = container.path("securityContext");
        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(context.at("/capabilities/drop"))
                .extracting(JsonNode::asText)
                .containsExactly("ALL");
        assertThat(context.at("/capabilities/add").isMissingNode()).isTrue();
        assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void namesAnImageByVersion(Manifests manifests) {
        assertThat(manifests.pods())
                .flatExtracting(Pod::containers)
                .allSatisfy(container -> assertThat(container.path("image").asText())
                        .matches(".+:[0-9].*")
                        .doesNotEndWith(":latest"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void holdsNoSecret(Manifests manifests) {
        assertThat(manifests.of("Secret")).isEmpty();
        assertThat(manifests.pods()).flatExtracting(Pod::containers).allSatisfy(container -> {
            assertThat(container.has("envFrom")).isFalse();
            assertThat(Manifests.each(container.path("env")))
                    .noneMatch(
                            variable -> variable.at("/valueFrom/secretKeyRef").isObject())
                    .filteredOn(variable -> !variable.path("name").asText().endsWith("_FILE"))
                    .allSatisfy(variable ->
                            assertThat(variable.toString()).doesNotContainPattern("(?i)password|secret|token"));
        });
        assertThat(manifests
                        .of("ConfigMap")
                        .map(each -> each.path("data").path("application.yaml").asText()))
                .noneMatch(settings -> settings.matches("(?s).*(password|client-secret|jaas)[a-z.-]*:.*"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void letsNobodyButItsOwnerAndGroupReadASecret(Manifests manifests) {
        assertThat(manifests.pods())
                .flatExtracting(pod -> secrets(pod).toList())
                .allSatisfy(volume -> assertThat(volume.path("secret")
                                        .path("defaultMode")
                                        .asInt(0)
                                | volume.path("projected").path("defaultMode").asInt(0))
                        .isEqualTo(0440));
    }

    private static Stream<JsonNode> secrets(Pod pod) {
        // The certificates' authority, which the test's pod reads, is no secret.
        return Manifests.each(pod.spec().path("volumes"))
                .filter(volume -> volume.has("secret") || volume.has("projected"))
                .filter(volume -> !pod.component().equals("test"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void mountsWhatThereIs(Manifests manifests) {
        assertThat(manifests.pods()).allSatisfy(pod -> {
            Set<String> volumes = Stream.concat(
                            Manifests.each(pod.spec().path("volumes"))
                                    .map(each -> each.path("name").asText()),
                            Stream.of("journal", "data"))
                    .collect(Collectors.toSet());
            Set<String> mounted = pod.containers().stream()
                    .flatMap(each -> Manifests.each(each.path("volumeMounts")))
                    .map(each -> each.path("name").asText())
                    .collect(Collectors.toSet());
            assertThat(volumes).containsAll(mounted);
            assertThat(Manifests.each(pod.spec().path("volumes"))
                            .map(each -> each.path("name").asText()))
                    .isSubsetOf(mounted)
                    .doesNotHaveDuplicates();
            List<String> own = Manifests.each(pod.spec().path("volumes"))
                    .map(each -> each.at("/configMap/name").asText())
                    .filter(name -> name.startsWith("portcullis-"))
                    .toList();
            assertThat(own)
                    .allSatisfy(name ->
                            assertThat(manifests.find("ConfigMap", name)).hasSize(1));
            assertThat(pod.component().equals("test")
                            || manifests
                                    .find(
                                            "ServiceAccount",
                                            pod.spec()
                                                    .path("serviceAccountName")
                                                    .asText())
                                    .findAny()
                                    .isPresent())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void leadsEveryServiceToAPort(Manifests manifests) {
        assertThat(manifests.of("Service")).isNotEmpty().allSatisfy(service -> {
            List<Pod> pods = manifests.pods().stream()
                    .filter(pod -> pod.isSelectedBy(service.at("/spec/selector")))
                    .toList();
            assertThat(pods).as(Manifests.name(service)).hasSize(1);
            Set<String> ports = ports(pods.getFirst())
                    .map(port -> port.path("name").asText())
                    .collect(Collectors.toSet());
            assertThat(Manifests.each(service.at("/spec/ports"))
                            .map(port -> port.path("targetPort").asText()))
                    .isSubsetOf(ports);
        });
    }

    @ParameterizedTest
    @MethodSource("variants")
    void opensOnlyPortsThatThereAre(Manifests manifests) {
        assertThat(manifests.of("NetworkPolicy")).allSatisfy(policy -> {
            JsonNode selector = policy.at("/spec/podSelector/matchLabels");
            List<Pod> pods = manifests.pods().stream()
                    .filter(pod -> pod.isSelectedBy(selector))
                    .toList();
            assertThat(pods).as(Manifests.name(policy)).isNotEmpty();
            Set<Integer> ports = pods.stream()
                    .flatMap(ManifestsTest::ports)
                    .map(port -> port.path("containerPort").asInt())
                    .collect(Collectors.toSet());
            assertThat(Manifests.each(policy.at("/spec/ingress"))
                            .flatMap(rule -> Manifests.each(rule.path("ports")))
                            .map(port -> port.path("port").asInt()))
                    .isSubsetOf(ports);
        });
    }

    /// How many characters Kubernetes adds to the name in a label.
    private static int suffix(JsonNode manifest) {
        return switch (manifest.path("kind").asText()) {
            case "Deployment" -> 17;
            case "StatefulSet" -> 11;
            case "Job" -> 6;
            default -> 0;
        };
    }

    private static Stream<JsonNode> ports(Pod pod) {
        return pod.containers().stream().flatMap(container -> Manifests.each(container.path("ports")));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void selectsItsOwnPods(Manifests manifests) {
        assertThat(Stream.of("Deployment", "StatefulSet").flatMap(manifests::of))
                .allSatisfy(workload -> {
                    JsonNode selector = workload.at("/spec/selector/matchLabels");
                    assertThat(manifests.pods().stream().filter(pod -> pod.isSelectedBy(selector)))
                            .extracting(Pod::name)
                            .containsExactly(Manifests.name(workload));
                });
        assertThat(manifests.all()).allSatisfy(manifest -> {
            assertThat(manifest.at("/metadata/namespace").asText()).isEqualTo("access");
            assertThat(manifest.at("/metadata/labels/app.kubernetes.io~1instance")
                            .asText())
                    .isEqualTo("portcullis");
            assertThat(Manifests.name(manifest)).hasSizeLessThanOrEqualTo(63 - suffix(manifest));
        });
    }
}
