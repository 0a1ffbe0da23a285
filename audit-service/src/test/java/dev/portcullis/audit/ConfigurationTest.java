// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.audit.ingest.IngestProperties;
import dev.portcullis.audit.kafka.KafkaProperties;
import dev.portcullis.audit.log.LogProperties;
import dev.portcullis.audit.recordings.RecordingProperties;
import dev.portcullis.audit.retention.RetentionProperties;
import dev.portcullis.audit.syslog.SyslogProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// What holds when nobody says otherwise.
class ConfigurationTest {

    @Test
    void hasTheseDefaults() {
        Binder nothing = binder(Map.of(
                "portcullis.kafka.bootstrap-servers", "kafka:9092",
                "portcullis.audit.log.key-file", "/keys/log.key",
                "portcullis.audit.recordings.kek-file", "/keys/recordings.kek"));
        assertThat(nothing.bind("portcullis.kafka", KafkaProperties.class).get())
                .isEqualTo(new KafkaProperties(
                        "kafka:9092",
                        (short) 1,
                        (short) 1,
                        6,
                        6,
                        Duration.ofDays(30),
                        Duration.ofSeconds(10),
                        Map.of()));
        assertThat(nothing.bind("portcullis.audit.log", LogProperties.class).get())
                .isEqualTo(new LogProperties(
                        "portcullis.local/audit", Path.of("/keys/log.key"), false, Duration.ofSeconds(1)));
        assertThat(nothing.bind("portcullis.audit.recordings", RecordingProperties.class)
                        .get())
                .isEqualTo(new RecordingProperties(Path.of("/keys/recordings.kek"), false, List.of()));
        assertThat(nothing.bindOrCreate("portcullis.audit.retention", RetentionProperties.class))
                .isEqualTo(new RetentionProperties(Duration.ofDays(400), Duration.ofDays(90), Duration.ofHours(1)));
        assertThat(nothing.bindOrCreate("portcullis.audit.ingest", IngestProperties.class))
                .isEqualTo(
                        new IngestProperties("portcullis-audit", 4000, Duration.ofMillis(100), Duration.ofSeconds(1)));
        assertThat(nothing.bindOrCreate("portcullis.audit.syslog", SyslogProperties.class))
                .isEqualTo(new SyslogProperties(
                        "",
                        6514,
                        SyslogProperties.Transport.TLS,
                        "",
                        "portcullis-audit-syslog",
                        "portcullis",
                        8192,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)));
    }

    @Test
    void stopsAtAValueThatIsNone() {
        assertThatThrownBy(() -> binder(Map.of("portcullis.audit.ingest.retry-after", "soon"))
                        .bind("portcullis.audit.ingest", IngestProperties.class))
                .hasMessageContaining("retry-after");
        assertThatThrownBy(() -> binder(Map.of("portcullis.audit.retention.events", "0s"))
                        .bind("portcullis.audit.retention", RetentionProperties.class))
                .hasStackTraceContaining("kept for some time");
    }

    private static Binder binder(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties));
    }
}
