// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.helm.Manifests.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ByteArrayResource;

/// Everything the chart sets, by file or environment, is something that the service takes.
class SettingsTest {
    private static final Map<String, ServiceSettings> KNOWN =
            Manifests.services().stream().collect(Collectors.toMap(Function.identity(), ServiceSettings::of));

    static Stream<String> services() {
        return Manifests.services().stream();
    }

    @ParameterizedTest
    @MethodSource("services")
    void setsWhatTheServiceTakes(String service) {
        for (Manifests manifests : ManifestsTest.variants().toList()) {
            assertThat(unknown(service, settings(manifests, service))).isEmpty();
        }
    }

    @Test
    void setsWhoAgreesInAdvanceAndToAccess() {
        Manifests manifests = Chart.production()
                .with(
                        "{approval: {templateRules: [{connections: [a, b], quorum: 1 of dba, longest: 8h, mostUses: 2000000}],"
                                + " grantRules: [{connections: [\"*\"], quorum: 2 of dba, longest: 1h, longestExtended: 2h}]}}")
                .render();
        Map<String, Object> settings = settings(manifests, "approval");
        assertThat(unknown("approval", settings)).isEmpty();
        assertThat(settings)
                .containsEntry("portcullis.templates.rules[0].connections[1]", "b")
                .containsEntry("portcullis.templates.rules[0].most-uses", 2_000_000)
                .containsEntry("portcullis.grants.rules[0].connections[0]", "*")
                .containsEntry("portcullis.grants.rules[0].quorum", "2 of dba");
        assertThat(settings(Chart.production().render(), "approval").keySet())
                .noneMatch(name -> name.startsWith("portcullis.templates") || name.startsWith("portcullis.grants"));
    }

    @Test
    void setsHowLongKeysForClientsLiveAndHowManyThereAre() {
        Map<String, Object> settings = settings(
                Chart.production()
                        .with("approval: {keys: {longest: 1h, beyondToken: true, perIdentity: 0}}")
                        .render(),
                "approval");
        assertThat(unknown("approval", settings)).isEmpty();
        assertThat(settings)
                .containsEntry("portcullis.keys.longest", "1h")
                .containsEntry("portcullis.keys.beyond-token", true)
                .containsEntry("portcullis.keys.per-identity", 0);
        assertThat(settings(Chart.production().render(), "approval"))
                .as("the service's own, unless somebody says otherwise")
                .containsEntry("portcullis.keys.longest", "8h")
                .containsEntry("portcullis.keys.beyond-token", false)
                .containsEntry("portcullis.keys.per-identity", 20);
    }

    @Test
    void seesWhatTheServiceDoesNotTake() {
        for (String wrong :
                List.of("portcullis.kafka.bootstrap-server", "server.adress", "portcullis.audit.log.origin")) {
            Map<String, Object> settings = settings(Chart.production().render(), "gateway");
            settings.put(wrong, "x");
            assertThat(unknown("gateway", settings))
                    .extracting(Object::toString)
                    .containsExactly(wrong);
        }
    }

    @Test
    void seesAValueOfTheWrongKind() {
        Map<String, Object> settings = settings(Chart.production().render(), "gateway");
        settings.put("portcullis.audit.durability", "async");
        assertThatThrownBy(() -> unknown("gateway", settings)).isInstanceOf(BindException.class);
    }

    @ParameterizedTest
    @MethodSource("services")
    void leavesTheServiceTheTimeItTakesToStop(String service) {
        Manifests manifests =
                Chart.production().with(service + ": {drainSeconds: 41}").render();
        JsonNode spec = manifests.pod(service).spec();
        int sleep = spec.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
        assertThat(settings(manifests, service)).containsEntry("spring.lifecycle.timeout-per-shutdown-phase", "41s");
        // The journal is shipped, and what is compressed finished, after the sessions have ended.
        assertThat(spec.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(sleep + 41 + 10);
    }

    @ParameterizedTest
    @MethodSource("services")
    void asksAboutHealthOnThePortThatTheServiceIsTold(String service) {
        Manifests manifests = Chart.production().render();
        JsonNode container = manifests.pod(service).spec().path("containers").path(0);
        Map<String, Object> settings = settings(manifests, service);
        Map<String, Integer> ports = Manifests.each(container.path("ports"))
                .collect(Collectors.toMap(
                        each -> each.path("name").asText(),
                        each -> each.path("containerPort").asInt()));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("management");
        }
        assertThat(settings).containsEntry("management.server.port", ports.get("management"));
        assertThat(settings).containsEntry("server.port", ports.get("https"));
        if (service.equals("gateway")) {
            assertThat(settings).containsEntry("portcullis.postgres.port", ports.get("postgres"));
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void looksForFilesWhereTheyAreMounted(String service) {
        for (Manifests manifests : ManifestsTest.variants().toList()) {
            List<String> mounts = Manifests.each(manifests.pod(service).spec().at("/containers/0/volumeMounts"))
                    .map(each -> each.path("mountPath").asText() + "/")
                    .toList();
            assertThat(settings(manifests, service).values().stream()
                            .map(Object::toString)
                            .flatMap(value -> Stream.of(value.split("[=:&]")))
                            .filter(value -> value.startsWith("/run/") || value.startsWith("/var/")))
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(mounts).anyMatch(path::startsWith));
        }
    }

    private static List<ConfigurationPropertyName> unknown(String service, Map<String, Object> settings) {
        Set<ConfigurationPropertyName> names =
                settings.keySet().stream().map(ConfigurationPropertyName::of).collect(Collectors.toSet());
        List<ConfigurationPropertySource> sources = List.of(new MapConfigurationPropertySource(settings));
        return KNOWN.get(service).unknown(sources, names);
    }

    /// All that a service is told: by its file, by files named after settings, and by the environment.
    private static Map<String, Object> settings(Manifests manifests, String service) {
        Map<String, Object> settings = new HashMap<>(file(manifests, service));
        Pod pod = manifests.pod(service);
        Manifests.each(pod.spec().path("volumes"))
                .filter(volume -> volume.path("name").asText().equals("secrets"))
                .flatMap(volume -> Manifests.each(volume.at("/projected/sources")))
                .flatMap(source -> Manifests.each(source.at("/secret/items")))
                .forEach(item -> settings.put(item.path("path").asText(), "secret"));
        Manifests.each(pod.spec().at("/containers/0/env"))
                .map(variable -> variable.path("name").asText())
                .filter(name -> !name.equals("JDK_JAVA_OPTIONS"))
                .forEach(name -> settings.put(setting(name), "value"));
        return settings;
    }

    /// The setting that a variable gives: of the chart's variables none needs more than this.
    private static String setting(String variable) {
        return switch (variable) {
            case "SPRING_CONFIG_ADDITIONALLOCATION" -> "spring.config.additional-location";
            case "PORTCULLIS_AUDIT_INSTANCE" -> "portcullis.audit.instance";
            default -> throw new AssertionError("the chart sets " + variable);
        };
    }

    private static Map<String, Object> file(Manifests manifests, String service) {
        byte[] yaml = manifests.settings(service).getBytes(StandardCharsets.UTF_8);
        Map<String, Object> settings = new HashMap<>();
        try {
            new YamlPropertySourceLoader()
                    .load(service, new ByteArrayResource(yaml))
                    .forEach(source -> {
                        EnumerablePropertySource<?> each = (EnumerablePropertySource<?>) source;
                        for (String name : each.getPropertyNames()) {
                            settings.put(name, each.getProperty(name));
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }
}
