// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// How much of a session is recorded, and in what pieces. What happens at a bound is policy's to say.
///
/// @param maxBytes of one command: of its result rows, and as much again of its text and values; in
///     characters before compression
/// @param maxRows result rows per command
/// @param maxSessionBytes of all lines of one session, before compression
/// @param chunkSize lines of about this size make a chunk
/// @param chunkAge after this time a smaller chunk is made
@Validated
@ConfigurationProperties("portcullis.recording")
public record RecordingProperties(
        @DefaultValue("1MB") DataSize maxBytes,
        @DefaultValue("10000") @Min(0) long maxRows,
        @DefaultValue("1GB") DataSize maxSessionBytes,
        @DefaultValue("64KB") DataSize chunkSize,
        @DefaultValue("1s") Duration chunkAge) {}
