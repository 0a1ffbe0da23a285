// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The chart with some values, before Helm renders it.
final class Chart {
    static final Path FOLDER = Path.of("portcullis");

    /// What no values file can know: where this installation is.
    private static final String SITE = """
            image: {registry: registry.example.com/portcullis}
            identity: {issuer: https://id.example, jwkSetUri: https://id.example/keys, tokenUri: https://id.example/token}
            audit: {gatewayKeys: [portcullis-gateway+13c460e9+AR2knKzWJAiU3zQWOETEnVGFekpp7IE+MlnyP2CjTqDm]}
            networkPolicy: {identityProvider: {peers: [{ipBlock: {cidr: 10.30.0.7/32}}]}}
            """;

    private static final Path COPY = copy();

    private final List<Path> values;
    private @Nullable String text;

    private Chart(List<Path> values) {
        this.values = values;
    }

    /// With nothing but its own values.
    static Chart untouched() {
        return new Chart(List.of());
    }

    /// As somebody tries it out, with PostgreSQL and Kafka.
    static Chart trial() {
        return new Chart(List.of(FOLDER.resolve("ci/trial.yaml"))).with(SITE);
    }

    /// As people rely on it.
    static Chart production() {
        return new Chart(List.of(FOLDER.resolve("ci/production.yaml")));
    }

    /// The same with further values over it.
    Chart with(String yaml) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, yaml);
            List<Path> more = new ArrayList<>(values);
            more.add(file);
            return new Chart(more);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Helm shows no tests among its manifests. Here they are ordinary pods, so that they can be looked at.
    private static Path copy() {
        Path copy = Path.of("target", "portcullis");
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(FOLDER.relativize(file));
                Files.createDirectories(to.getParent());
                Files.writeString(to, Files.readString(file).replaceAll("(?m)^ *helm\\.sh/hook.*\\R", ""));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What Helm makes of it; what Helm refuses is an exception with Helm's words.
    String text() {
        if (text == null) {
            text = rendered();
        }
        return text;
    }

    private String rendered() {
        var command = new Helm(COPY)
                .template()
                .withName("portcullis")
                .withNamespace("access")
                .withKubeVersion("1.30.0");
        values.forEach(command::withValuesFile);
        return command.call();
    }

    Manifests render() {
        return Manifests.parse(text());
    }
}
