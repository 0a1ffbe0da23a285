// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.feed;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where and how records are published.
///
/// @param bootstrapServers the brokers
/// @param replicationFactor copies of each topic this service creates; 3 in production
/// @param minInSyncReplicas copies that must have a record before it counts as published; 2 in production
/// @param auditPartitions partitions of the audit topic
/// @param policyRetention how long changes stay in Kafka; a gateway that comes later asks this service
/// @param auditRetention how long audit events are kept in Kafka; the audit service keeps them longer
/// @param deliveryTimeout after this time without an acknowledgement a record is given up and tried again
/// @param pollInterval how soon records of other instances are noticed; those of this one are published at once
/// @param heartbeatInterval how often the current version is repeated
/// @param client further settings of the Kafka client, for example `security.protocol`
@Validated
@ConfigurationProperties("portcullis.kafka")
public record KafkaProperties(
        @NotBlank String bootstrapServers,
        @DefaultValue("1") @Min(1) short replicationFactor,
        @DefaultValue("1") @Min(1) short minInSyncReplicas,
        @DefaultValue("6") @Min(1) int auditPartitions,
        @DefaultValue("7d") Duration policyRetention,
        @DefaultValue("30d") Duration auditRetention,
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("500ms") Duration pollInterval,
        @DefaultValue("2s") Duration heartbeatInterval,
        @DefaultValue Map<String, String> client) {

    public KafkaProperties {
        client = Map.copyOf(client);
    }
}
