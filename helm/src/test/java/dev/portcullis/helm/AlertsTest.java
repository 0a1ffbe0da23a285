// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Alerts and dashboards ask for metrics that the services have, all of them are documented, and each alert says what
/// to do.
class AlertsTest {
    private static final Path ALERTS = Chart.FOLDER.resolve("files/alerts.yaml");
    private static final Path DASHBOARD = Chart.FOLDER.resolve("files/dashboards/portcullis.json");
    private static final Path METRICS = Path.of("../docs/metrics.md");
    private static final Path RUN_BOOKS = Path.of("../docs/runbooks.md");
    private static final Pattern METER = Pattern.compile("\"(portcullis(?:\\.[a-z]+)+)\"");
    private static final Pattern ASKED = Pattern.compile("\\b(portcullis_[a-z_]+)\\{");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(portcullis_[a-z_]+)");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    @Test
    void askForMetricsThatThereAre() {
        Set<String> meters = meters();
        for (Path file : List.of(ALERTS, DASHBOARD)) {
            assertThat(names(ASKED, file))
                    .as("%s", file)
                    .hasSizeGreaterThan(9)
                    .allSatisfy(name -> assertThat(meters).contains(meter(name)));
        }
    }

    @Test
    void everyMetricIsDocumentedAndThereIsNoOther() {
        assertThat(names(DOCUMENTED, METRICS).stream().map(AlertsTest::meter))
                .containsExactlyInAnyOrderElementsOf(meters());
    }

    @Test
    void eachAlertHasARunBookAndEachRunBookAnAlert() {
        Set<String> alerts = names(ALERT, ALERTS);
        assertThat(names(Pattern.compile("(?m)^## (\\w+)"), RUN_BOOKS)).isEqualTo(alerts);
        assertThat(alerts)
                .allSatisfy(alert -> assertThat(text(ALERTS))
                        .contains("runbook: \"docs/runbooks.md#" + alert.toLowerCase(Locale.ROOT) + "\""));
    }

    @Test
    void askInTheirOwnNamespace() {
        assertThat(Chart.production().text())
                .contains("portcullis_journal_lag_bytes{namespace=\"access\"} > 268435456");
    }

    /// Prometheus' name is the meter's with its unit, and `total` for what is counted.
    private static String meter(String name) {
        return name.replaceFirst("_(bytes|bucket|seconds_bucket|seconds_sum|seconds_count|total)$", "")
                .replaceFirst("(?<!age)_seconds$", "");
    }

    private static Set<String> names(Pattern pattern, Path file) {
        return pattern.matcher(text(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> meters() {
        Set<String> meters = new TreeSet<>();
        for (String service : Manifests.services()) {
            try (Stream<Path> sources = Files.walk(Path.of("..", service + "-service", "src/main/java"))) {
                sources.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> text(file).contains("io.micrometer."))
                        .flatMap(file -> METER.matcher(text(file)).results())
                        .map(MatchResult::group)
                        .forEach(name -> meters.add(name.replace("\"", "").replace('.', '_')));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
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
