// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.http;

import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Bounds of the HTTP data plane that are not a connection's own.
///
/// @param idleTimeout a session without a request for this long is ended
/// @param connectTimeout for reaching the target, TLS included
/// @param addressAge how long a checked address of a target is used before its name is looked up again
/// @param maxSessions open sessions, beyond which callers are turned away
/// @param domain under which each connection has a host name of its own, such as `llm.gateway.example.com`; empty for
///     none
/// @param keepAlive how long the line to the caller of a streaming model is silent at most, also while people decide
/// @param keptAnswers how many answers to held requests are kept for callers that did not wait
/// @param keptAnswerSize the largest answer kept for a caller that did not wait
/// @param keptAnswerAge how long they are kept
/// @param protectedFiles a file of fingerprints, as `fingerprint` of the command line writes it; null
///     where no files are protected
@Validated
@ConfigurationProperties("portcullis.http")
public record HttpPlaneProperties(
        @DefaultValue("5m") Duration idleTimeout,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration addressAge,
        @DefaultValue("10000") @Min(1) int maxSessions,
        @DefaultValue("") String domain,
        @DefaultValue("15s") Duration keepAlive,
        @DefaultValue("1000") @Min(1) int keptAnswers,
        @DefaultValue("1MB") DataSize keptAnswerSize,
        @DefaultValue("15m") Duration keptAnswerAge,
        @Nullable Path protectedFiles) {}
