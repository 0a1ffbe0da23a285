// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Alerts ask for metrics that the services have.
class AlertsTest {
    private static final Pattern METER = Pattern.compile("\"(portcullis(?:\\.[a-z]+)+)\"");
    private static final Pattern ASKED = Pattern.compile("\\b(portcullis_[a-z_]+)\\{");

    @Test
    void asksForMetricsThatThereAre() throws IOException {
        Set<String> meters = meters();
        Set<String> asked = ASKED.matcher(Files.readString(Chart.FOLDER.resolve("files/alerts.yaml")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // Prometheus' name is the meter's with its unit, and `total` for what is counted.
        assertThat(asked)
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(meters)
                        .anyMatch(meter ->
                                name.replaceFirst("(_bytes)?(_total)?$", "").equals(meter)));
    }

    @Test
    void asksInItsOwnNamespace() {
        assertThat(Chart.production().text())
                .contains("portcullis_journal_lag_bytes{namespace=\"access\"} > 268435456");
    }

    private static Set<String> meters() throws IOException {
        Set<String> meters = new TreeSet<>();
        for (String service : Manifests.services()) {
            try (Stream<Path> sources = Files.walk(Path.of("..", service + "-service", "src/main/java"))) {
                sources.filter(file -> file.toString().endsWith(".java"))
                        .flatMap(file -> METER.matcher(text(file)).results())
                        .map(MatchResult::group)
                        .forEach(name -> meters.add(name.replace("\"", "").replace('.', '_')));
            }
        }
        return meters;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
