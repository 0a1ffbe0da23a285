// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.audit.ingest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How records are taken from Kafka.
///
/// @param group the consumer group that all instances of this service share
/// @param maxRecords how many records one transaction stores at most
/// @param gatherFor how long records gather at the broker before a transaction is made of them: what a transaction
///     costs is shared by all that is in it
/// @param retryAfter how long to wait after a failure
@Validated
@ConfigurationProperties("portcullis.audit.ingest")
public record IngestProperties(
        @DefaultValue("portcullis-audit") @NotBlank String group,
        @DefaultValue("4000") @Min(1) @Max(20_000) int maxRecords,
        @DefaultValue("100ms") Duration gatherFor,
        @DefaultValue("1s") Duration retryAfter) {}
