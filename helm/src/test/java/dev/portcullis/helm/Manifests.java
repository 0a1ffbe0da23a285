// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/// Everything that would be sent to Kubernetes.
record Manifests(List<JsonNode> all) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SERVICES = List.of("gateway", "policy", "approval", "audit");

    static Manifests parse(String yaml) {
        List<JsonNode> documents = new ArrayList<>();
        new Yaml().loadAll(yaml).forEach(document -> {
            if (document != null) {
                documents.add(JSON.valueToTree(document));
            }
        });
        return new Manifests(documents);
    }

    Stream<JsonNode> of(String kind) {
        return all.stream().filter(each -> each.path("kind").asText().equals(kind));
    }

    JsonNode one(String kind, String name) {
        return find(kind, name)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("there is no " + kind + " " + name));
    }

    Stream<JsonNode> find(String kind, String name) {
        return of(kind).filter(each -> name(each).equals(name));
    }

    /// Every pod, whatever makes it.
    List<Pod> pods() {
        return all.stream().map(Manifests::pod).filter(Objects::nonNull).toList();
    }

    /// The pod of one component, such as `gateway`.
    Pod pod(String component) {
        return pods().stream()
                .filter(pod -> pod.component().equals(component))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("there is no pod of " + component));
    }

    /// The settings file of one service.
    String settings(String service) {
        return of("ConfigMap")
                .filter(each -> each.at("/metadata/labels/app.kubernetes.io~1component")
                        .asText()
                        .equals(service))
                .map(each -> each.path("data").path("application.yaml").asText())
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("there are no settings of " + service));
    }

    static List<String> services() {
        return SERVICES;
    }

    static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asText();
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Pod pod(JsonNode manifest) {
        return switch (manifest.path("kind").asText()) {
            case "Pod" -> new Pod(name(manifest), manifest.at("/metadata/labels"), manifest.path("spec"));
            case "Deployment", "StatefulSet", "Job" ->
                new Pod(
                        name(manifest),
                        manifest.at("/spec/template/metadata/labels"),
                        manifest.at("/spec/template/spec"));
            default -> null;
        };
    }

    /// A pod, of itself or of what makes it.
    record Pod(String name, JsonNode labels, JsonNode spec) {

        String component() {
            return labels.path("app.kubernetes.io/component").asText();
        }

        List<JsonNode> containers() {
            return Stream.of("initContainers", "containers")
                    .flatMap(kind -> each(spec.path(kind)))
                    .toList();
        }

        boolean isSelectedBy(JsonNode selector) {
            return selector.properties().stream()
                    .allMatch(each -> each.getValue().equals(labels.path(each.getKey())));
        }
    }
}
