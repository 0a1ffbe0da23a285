// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The Kubernetes API as fabric8's classes know it, which are made from Kubernetes' own OpenAPI description: a field
/// that
/// they do not have, or of another type, is an error. They do not know which fields are required.
final class KubernetesApi {

    private static final Map<String, Class<? extends HasMetadata>> KINDS = List.<Class<? extends HasMetadata>>of(
                    ConfigMap.class,
                    Deployment.class,
                    HorizontalPodAutoscaler.class,
                    Job.class,
                    NetworkPolicy.class,
                    Pod.class,
                    PodDisruptionBudget.class,
                    Service.class,
                    ServiceAccount.class,
                    StatefulSet.class)
            .stream()
            .collect(Collectors.toMap(HasMetadata::getKind, Function.identity()));

    /// Kinds that others bring to Kubernetes, and the fields of their specifications that are used here.
    private static final Map<String, Set<String>> FOREIGN = Map.of(
            "cert-manager.io/v1 Certificate",
            Set.of(
                    "secretName",
                    "commonName",
                    "dnsNames",
                    "usages",
                    "duration",
                    "renewBefore",
                    "privateKey",
                    "additionalOutputFormats",
                    "issuerRef"),
            "monitoring.coreos.com/v1 ServiceMonitor",
            Set.of("selector", "endpoints"),
            "monitoring.coreos.com/v1 PrometheusRule",
            Set.of("groups"));

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                // The classes keep what they do not know; here that is what must not be.
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .build();

    private KubernetesApi() {}

    /// What is wrong with a manifest.
    static Optional<String> complaint(JsonNode manifest) {
        String kind = manifest.path("kind").asText();
        String version = manifest.path("apiVersion").asText();
        Set<String> foreign = FOREIGN.get(version + " " + kind);
        if (foreign != null) {
            return StreamSupport.stream(manifest.path("spec").properties().spliterator(), false)
                    .map(Map.Entry::getKey)
                    .filter(field -> !foreign.contains(field))
                    .findFirst();
        }
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null || !HasMetadata.getApiVersion(type).equals(version)) {
            return Optional.of("there is no " + version + " " + kind);
        }
        try {
            STRICT.treeToValue(manifest, type);
            return Optional.empty();
        } catch (JsonMappingException e) {
            return Optional.of(e.getPathReference() + ": " + e.getOriginalMessage());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return Optional.of(e.getOriginalMessage());
        }
    }
}
