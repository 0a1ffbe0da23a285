// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.gateway.audit;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How the gateway says what sessions it has.
///
/// @param keyFile the file with this gateway's signing key, readable by its owner only
/// @param every how often it says so
@Validated
@ConfigurationProperties("portcullis.heartbeat")
public record HeartbeatProperties(
        @NotNull Path keyFile,

        @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(minutes = 1)
        Duration every) {}
