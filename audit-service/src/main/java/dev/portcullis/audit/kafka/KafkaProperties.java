// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.kafka;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where Kafka is and how topics are made that do not exist yet.
///
/// @param bootstrapServers the brokers
/// @param replicationFactor copies of each topic this service creates; 3 in production
/// @param minInSyncReplicas copies that must have a record before it counts as published; 2 in production
/// @param auditPartitions partitions of the audit topic
/// @param recordingPartitions partitions of the recording topic
/// @param auditRetention how long audit events and recordings stay in Kafka; this service keeps them longer
/// @param deliveryTimeout after this time without an acknowledgement a record counts as not published
/// @param client further settings of every Kafka client, for example `security.protocol`
@Validated
@ConfigurationProperties("portcullis.kafka")
public record KafkaProperties(
        @NotBlank String bootstrapServers,
        @DefaultValue("1") @Min(1) short replicationFactor,
        @DefaultValue("1") @Min(1) short minInSyncReplicas,
        @DefaultValue("6") @Min(1) int auditPartitions,
        @DefaultValue("6") @Min(1) int recordingPartitions,
        @DefaultValue("30d") Duration auditRetention,
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue Map<String, String> client) {

    public KafkaProperties {
        client = Map.copyOf(client);
    }
}
