// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import dev.portcullis.contracts.connection.Connection.Durability;
import dev.portcullis.gateway.audit.journal.JournalLimits;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Where the gateway keeps its journal and what that may use.
///
/// @param instance this gateway's id in events; different for every gateway of one installation
/// @param directory the journal's directory, on a disk that survives a restart
/// @param segmentSize the size of one file, zero-filled ahead of need
/// @param maxSize records that are not in Kafka yet; when there are more, commands are refused
/// @param queueSize records that wait for the disk; when there are more, commands are refused
/// @param minFree what must stay free on the disk; when less is, commands are refused
/// @param retryAfter how long a journal that failed waits before it tries again
/// @param durability the least that every connection's records are kept with: `quorum` where the journal's disk goes
///     with its gateway
/// @param quorumTimeout how long a command of a `quorum` connection waits for Kafka before it is refused
@Validated
@ConfigurationProperties("portcullis.audit")
public record AuditProperties(
        @DefaultValue("gateway") @Pattern(regexp = "[A-Za-z0-9._-]{1,64}")
        String instance,

        @DefaultValue("data/gateway/journal") Path directory,
        @DefaultValue("64MB") DataSize segmentSize,
        @DefaultValue("1GB") DataSize maxSize,
        @DefaultValue("32MB") DataSize queueSize,
        @DefaultValue("256MB") DataSize minFree,
        @DefaultValue("1s") Duration retryAfter,
        @DefaultValue("local") Durability durability,
        @DefaultValue("5s") Duration quorumTimeout) {

    /// How a connection's records are kept, which asks for that much itself.
    Durability atLeast(Durability asked) {
        return durability == Durability.QUORUM ? Durability.QUORUM : asked;
    }

    JournalLimits limits() {
        return new JournalLimits(
                segmentSize.toBytes(), maxSize.toBytes(), queueSize.toBytes(), minFree.toBytes(), retryAfter);
    }
}
