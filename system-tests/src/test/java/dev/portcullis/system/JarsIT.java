// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The executable jars hold nothing that is different each time one commit is built (ADR 0048). That two builds really
/// are the same is what `deploy/reproducible` shows.
class JarsIT {

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "policy", "approval", "audit"})
    void hasNoClassWhoseMethodsComeInAnyOrder(String service) throws IOException {
        assertThat(entries(service).map(JarEntry::getName).filter(name -> name.endsWith(".class")))
                .as("what an earlier build left goes with ./mvnw clean")
                .hasSizeGreaterThan(100)
                .noneMatch(name -> name.contains("$$SpringCGLIB$$") || name.contains("$HibernateProxy$"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "policy", "approval", "audit"})
    void doesNotSayWhenItWasBuilt(String service) throws IOException {
        assertThat(entries(service).map(JarEntry::getTimeLocal).distinct()).hasSize(1);
    }

    private static Stream<JarEntry> entries(String service) throws IOException {
        Path target = Path.of("..", service + "-service", "target");
        List<Path> jars;
        try (Stream<Path> files = Files.list(target)) {
            jars = files.filter(file -> file.getFileName().toString().matches(service + "-service-\\d.*\\.jar"))
                    .toList();
        }
        assertThat(jars).hasSize(1);
        try (JarFile jar = new JarFile(jars.getFirst().toFile())) {
            return jar.stream().toList().stream();
        }
    }
}
