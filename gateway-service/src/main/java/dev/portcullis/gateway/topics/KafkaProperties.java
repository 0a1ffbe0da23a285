// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.topics;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where Kafka is and how topics are made that do not exist yet.
///
/// @param bootstrapServers host and port of some brokers
/// @param client further settings of every client, such as `security.protocol`
/// @param partitions of a topic that is made here
/// @param replicationFactor of a topic that is made here; -1 for the broker's default
/// @param retention of a topic that is made here
@Validated
@ConfigurationProperties("portcullis.kafka")
public record KafkaProperties(
        @DefaultValue("localhost:9092") @NotBlank String bootstrapServers,
        @DefaultValue Map<String, String> client,
        @DefaultValue("6") @Min(1) int partitions,
        @DefaultValue("-1") short replicationFactor,
        @DefaultValue("30d") Duration retention) {

    /// Settings every client starts from.
    public Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("bootstrap.servers", bootstrapServers);
        // A broker that comes back is found within a second, not within the default's growing pauses.
        settings.putIfAbsent("reconnect.backoff.max.ms", "1000");
        settings.putIfAbsent("reconnect.backoff.ms", "100");
        return settings;
    }
}
